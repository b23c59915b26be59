import { badge, icon } from './icons';

// Apart from those that the start of JupyterLab needs: these are loaded with what shows them.

/** A checkpoint with a name. */
export const namedIcon = icon(
  'named',
  '<path class="jp-icon-brand0" fill="#1976d2" d="M8 2.6 13.4 8 8 13.4 2.6 8z"/>'
);

/** An execution that failed. */
export const failedIcon = icon(
  'failed',
  '<path class="jp-icon-error0" fill="#d32f2f" d="m4.6 3.2 3.4 3.4 3.4-3.4 1.4 1.4L9.4 8l3.4 3.4-1.4 1.4L8 9.4l-3.4 3.4-1.4-1.4L6.6 8 3.2 4.6z"/>'
);

/** Somebody wrote something: a sheet with lines. */
export const noteIcon = icon(
  'note',
  '<path class="jp-icon3" fill="#616161" d="M3 2h10v8.6L9.6 14H3zm1.4 1.4v9.2h4.2V9.8h3V3.4zM5.8 5.2h4.4v1.2H5.8zm0 2.4h4.4v1.2H5.8z"/>'
);

/** A line that another one leaves. */
export const branchIcon = icon(
  'branch',
  '<path class="jp-icon3" fill="#616161" d="M4.2 2h1.6v12H4.2zM10.2 2h1.6v3.4c0 2.6-2 4.4-4.6 4.4H5V8.2h2.2c1.7 0 3-1.1 3-2.8z"/>'
);

/** Several executions in one line, closed and open. */
export const foldedIcon = icon(
  'folded',
  '<path class="jp-icon3" fill="#616161" d="M3 3h10v10H3zm1.3 1.3v7.4h7.4V4.3zM7.4 5.6h1.2v1.8h1.8v1.2H8.6v1.8H7.4V8.6H5.6V7.4h1.8z"/>'
);

export const unfoldedIcon = icon(
  'unfolded',
  '<path class="jp-icon3" fill="#616161" d="M3 3h10v10H3zm1.3 1.3v7.4h7.4V4.3zm1.3 3.1h4.8v1.2H5.6z"/>'
);

/** The notebook as it is now: a ring around a dot. */
export const nowIcon = icon(
  'now',
  `<g class="jp-icon-brand0" fill="#1976d2">
     <path d="M8 2.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6zM8 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z" fill-rule="evenodd"/>
     <circle cx="8" cy="8" r="2.2"/>
   </g>`
);

/** A variable that is left out. */
export const leaveOutIcon = icon(
  'leave-out',
  '<path class="jp-icon3" fill="#616161" d="M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zm0 1.4a4.6 4.6 0 0 0-3.6 7.5l6.5-6.5A4.6 4.6 0 0 0 8 3.4zm3.6 1.7-6.5 6.5a4.6 4.6 0 0 0 6.5-6.5z" fill-rule="evenodd"/>'
);

/** Within tolerance: two waves. */
export const closeIcon = badge(
  'close',
  'fair',
  '<path d="M4.6 6.9c1.2-1.4 2.2-.9 3.4-.1s2.2 1.2 3.4-.1M4.6 10.1c1.2-1.4 2.2-.9 3.4-.1s2.2 1.2 3.4-.1"/>'
);

/** Something else came out: a cross. */
export const differentIcon = badge(
  'different',
  'bad',
  '<path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8"/>'
);

/** It could not be tried: a bar. */
export const impossibleIcon = badge('impossible', 'warn', '<path d="M5 8h6"/>');

/** A run that is still at work. */
export const runningIcon = icon(
  'running',
  '<path class="jp-icon-brand0" fill="#1976d2" d="M5 3v10l8-5z"/>'
);

/** Runs: a line that rises over its axes. */
export const runsIcon = icon(
  'runs',
  '<path class="jp-icon3" fill="#616161" d="M2 2h1.4v10.6H14V14H2zm3.2 8.6L4 9.8l3-4.2 2.6 2L12.8 3l1.2.8-4 5.8-2.6-2z"/>'
);
