/** Id of the sidebar "Experiments". */
export const PANEL_ID = 'jupyter-mm:sidebar';

/** Its sections from top to bottom; only the first is open at the start. */
export const SECTIONS = [
  'checkpoints',
  'runs',
  'variables',
  'data',
  'environment'
] as const;
export type Section = (typeof SECTIONS)[number];
