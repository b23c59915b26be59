/** The settings of labextension/schema/plugin.json. */
export interface IPreferences {
  thumbnails: boolean;
  metricPrecision: number;
  relativeTimes: boolean;
  confirmRestore: 'always' | 'when variables are lost';
  offerCompletion: boolean;
}

export const DEFAULTS: Readonly<IPreferences> = {
  thumbnails: true,
  metricPrecision: 3,
  relativeTimes: true,
  confirmRestore: 'always',
  offerCompletion: true
};

/** Read settings that were edited by hand: what does not fit has its default. */
export function preferencesOf(
  composite: Record<string, unknown>
): IPreferences {
  const flag = (name: keyof IPreferences): boolean =>
    typeof composite[name] === 'boolean'
      ? composite[name]
      : DEFAULTS[name] === true;
  const precision = Number(composite['metricPrecision']);
  return {
    thumbnails: flag('thumbnails'),
    metricPrecision:
      Number.isInteger(precision) && precision >= 1 && precision <= 10
        ? precision
        : DEFAULTS.metricPrecision,
    relativeTimes: flag('relativeTimes'),
    confirmRestore:
      composite['confirmRestore'] === 'when variables are lost'
        ? 'when variables are lost'
        : 'always',
    offerCompletion: flag('offerCompletion')
  };
}
