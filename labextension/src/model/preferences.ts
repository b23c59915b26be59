/** The settings of labextension/schema/plugin.json. */
export interface IPreferences {
  thumbnails: boolean;
  metricPrecision: number;
  relativeTimes: boolean;
  confirmRestore: 'always' | 'when variables are lost';
  offerCompletion: boolean;
  offerRecovery: boolean;
  hiddenState: boolean;
  captureVariables: boolean;
  /** Megabytes; a larger variable is asked about once. */
  maxVariableSize: number;
  excludeNames: readonly string[];
  /** Minutes; a longer pause ends a sitting, whose automatic executions fold. */
  foldAutomatic: number;
  /** How a comparison begins. */
  diffMode: 'side' | 'inline';
  onlyDifferences: boolean;
  /** What logged values are measured against. */
  baseline: 'best' | 'previous' | 'pinned';
  /** Which way is better, by name; the name tells where it is not here. */
  goal: Readonly<Record<string, 'up' | 'down'>>;
}

export const DEFAULTS: Readonly<IPreferences> = {
  thumbnails: true,
  metricPrecision: 3,
  relativeTimes: true,
  confirmRestore: 'always',
  offerCompletion: true,
  offerRecovery: true,
  hiddenState: false,
  captureVariables: true,
  maxVariableSize: 256,
  excludeNames: [],
  foldAutomatic: 30,
  diffMode: 'side',
  onlyDifferences: true,
  baseline: 'best',
  goal: {}
};

/** Read settings that were edited by hand: what does not fit has its default. */
export function preferencesOf(
  composite: Record<string, unknown>
): IPreferences {
  const flag = (name: keyof IPreferences): boolean =>
    typeof composite[name] === 'boolean'
      ? composite[name]
      : DEFAULTS[name] === true;
  const number = (
    name: 'metricPrecision' | 'maxVariableSize' | 'foldAutomatic',
    least: number,
    most: number
  ): number => {
    const value = Number(composite[name]);
    return Number.isInteger(value) && value >= least && value <= most
      ? value
      : DEFAULTS[name];
  };
  const names = composite['excludeNames'];
  return {
    thumbnails: flag('thumbnails'),
    metricPrecision: number('metricPrecision', 1, 10),
    relativeTimes: flag('relativeTimes'),
    confirmRestore:
      composite['confirmRestore'] === 'when variables are lost'
        ? 'when variables are lost'
        : 'always',
    offerCompletion: flag('offerCompletion'),
    offerRecovery: flag('offerRecovery'),
    hiddenState: flag('hiddenState'),
    captureVariables: flag('captureVariables'),
    maxVariableSize: number('maxVariableSize', 256, 2048),
    excludeNames: Array.isArray(names)
      ? names.filter(name => typeof name === 'string' && name !== '')
      : [],
    foldAutomatic: number('foldAutomatic', 0, 1440),
    diffMode: composite['diffMode'] === 'inline' ? 'inline' : 'side',
    onlyDifferences: flag('onlyDifferences'),
    baseline: baselineOf(composite['baseline']),
    goal: goalOf(composite['goal'])
  };
}

function baselineOf(given: unknown): IPreferences['baseline'] {
  return given === 'previous' || given === 'pinned' ? given : 'best';
}

function goalOf(given: unknown): IPreferences['goal'] {
  const entries = Object.entries(
    typeof given === 'object' && given !== null ? given : {}
  );
  return Object.fromEntries(
    entries.filter(([, way]) => way === 'up' || way === 'down')
  );
}

/** Patterns of names that the user never wants kept, in any notebook. */
export function unwantedNames(preferences: IPreferences): readonly string[] {
  return preferences.captureVariables ? preferences.excludeNames : ['*'];
}
