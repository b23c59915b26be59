import { LabIcon } from '@jupyterlab/ui-components';

const svg = (body: string, size = 16): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" viewBox="0 0 16 16">${body}</svg>`;

/** An icon of ours: what is drawn on 16 by 16. */
export const icon = (name: string, body: string): LabIcon =>
  new LabIcon({ name: `jupyter-mm:${name}`, svgstr: svg(body) });

/** The sidebar: a line of checkpoints, one of them named. */
export const experimentsIcon = icon(
  'experiments',
  `<g class="jp-icon3" fill="#616161">
     <path d="M3.4 5.6h1.2v5.2H3.4z"/>
     <path d="M4 .6 6.6 3.2 4 5.8 1.4 3.2z"/>
     <circle cx="4" cy="12.8" r="2.2"/>
     <path d="M8.6 2.5h6v1.4h-6zM8.6 12.1h4.4v1.4H8.6zM8.6 7.3h6v1.4h-6z"/>
   </g>`
);

/** A checkpoint that was kept by itself. */
export const automaticIcon = icon(
  'automatic',
  '<circle class="jp-icon3" fill="#616161" cx="8" cy="8" r="3"/>'
);

/** An execution without a checkpoint. */
export const withoutIcon = icon(
  'without',
  '<circle class="jp-mm-icon-stroke" fill="none" stroke="#616161" stroke-width="1.4" cx="8" cy="8" r="2.8"/>'
);

export const pinnedIcon = icon(
  'pinned',
  '<path class="jp-icon-warn0" fill="#f57c00" d="m8 1.6 1.9 4.1 4.5.5-3.3 3 .9 4.4L8 11.4l-4 2.2.9-4.4-3.3-3 4.5-.5z"/>'
);

/** Compare: an arrow to the right above one to the left. */
export const compareIcon = icon(
  'compare',
  '<path class="jp-icon3" fill="#616161" d="M10.2 2.4 14 5.6l-3.8 3.2V6.4H3V4.8h7.2zM5.8 7.2v2.4H13v1.6H5.8v2.4L2 10.4z"/>'
);

/** A notebook that the sidebar stays on. */
export const unlockedIcon = icon(
  'unlocked',
  '<path class="jp-icon3" fill="#616161" d="M11.5 7H6V4.6a2 2 0 0 1 3.9-.6l1.3-.4A3.4 3.4 0 0 0 4.6 4.6V7h-.1C3.7 7 3 7.7 3 8.5v4c0 .8.7 1.5 1.5 1.5h7c.8 0 1.5-.7 1.5-1.5v-4c0-.8-.7-1.5-1.5-1.5zm.1 5.6H4.4V8.4h7.2z"/>'
);

export const lockedIcon = icon(
  'locked',
  '<path class="jp-icon3" fill="#616161" d="M11.5 7h-.1V4.6a3.4 3.4 0 0 0-6.8 0V7h-.1C3.7 7 3 7.7 3 8.5v4c0 .8.7 1.5 1.5 1.5h7c.8 0 1.5-.7 1.5-1.5v-4c0-.8-.7-1.5-1.5-1.5zM6 4.6a2 2 0 0 1 4 0V7H6z"/>'
);

/** Save a named checkpoint: a diamond and a plus. */
export const saveNamedIcon = icon(
  'save-named',
  `<g class="jp-icon3" fill="#616161">
     <path d="M6.5 3 11.5 8l-5 5-5-5zm0 2L3.5 8l3 3 3-3z"/>
     <path d="M11.3 1.4h1.4v2h2v1.4h-2v2h-1.4v-2h-2V3.4h2z"/>
   </g>`
);

/** Keeping lies behind: half a circle. */
export const lateIcon = icon(
  'late',
  `<g class="jp-icon-warn0" fill="#f57c00">
     <path d="M8 2.5a5.5 5.5 0 1 1 0 11zm0 1.4a4.1 4.1 0 1 1 0 8.2z" fill-rule="evenodd"/>
     <path d="M8 2.5a5.5 5.5 0 0 0 0 11z"/>
   </g>`
);

/** Nothing is kept until it is wanted again. */
export const pausedIcon = icon(
  'paused',
  '<path class="jp-icon3" fill="#616161" d="M4.5 3.5h2.4v9H4.5zM9.1 3.5h2.4v9H9.1z"/>'
);

/** A result that rests on something that is not in the notebook any more. */
export const hiddenIcon = icon(
  'hidden',
  '<path class="jp-icon-warn0" fill="#f57c00" d="M8 1.9 15 14H1zm0 3L3.6 12.6h8.8zM7.3 7h1.4v3H7.3zm0 3.7h1.4v1.3H7.3z"/>'
);

/** A disc in the colour of a verdict, with a mark on it. */
export const badge = (name: string, kind: string, body: string): LabIcon =>
  icon(
    name,
    `<circle class="jp-mm-icon-${kind}" cx="8" cy="8" r="6.5"/>
     <g class="jp-mm-icon-mark" fill="none" stroke="#fff" stroke-width="1.7" stroke-linecap="round">${body}</g>`
  );

/** Reproduced, and the same came out: a tick. */
export const sameIcon = badge(
  'same',
  'good',
  '<path d="m5 8.2 2.1 2.1L11 6"/>'
);

/** What something ran under: a box of packages. */
export const environmentIcon = icon(
  'environment',
  '<path class="jp-icon3" fill="#616161" d="M8 1.2 14 4.4v7.2L8 14.8l-6-3.2V4.4zm0 1.6L4.2 4.8 8 6.8l3.8-2zM3.4 6v4.8l3.9 2.1V8.1zm9.2 0L8.7 8.1v4.8l3.9-2.1z"/>'
);
