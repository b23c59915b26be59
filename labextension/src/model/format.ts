/** A logged value as a chip shows it: `precision` significant digits. */
export function formatMetric(
  value: number | string | boolean | null,
  precision: number
): string {
  if (typeof value === 'number') {
    return formatNumber(value, precision);
  }
  return value === null ? '–' : shorten(visible(String(value)), 24);
}

function formatNumber(value: number, precision: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) {
    return String(value);
  }
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    return value.toExponential(Math.max(0, precision - 1));
  }
  // Digits before the point are never rounded away: 1234.5 is 1235, not 1230.
  return size >= 10 ** precision
    ? String(Math.round(value))
    : value.toPrecision(precision);
}

/** Bytes in the unit that people would say, as `214 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? ''}`;
}

/**
 * Text from outside with what could mislead its reader made visible.
 *
 * Control characters break lines where none may break, and direction overrides
 * make a name read as another; each becomes one replacement character.
 */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    character => (/\s/.test(character) ? ' ' : '\ufffd')
  );
}

export function shorten(text: string, length: number): string {
  const letters = Array.from(text);
  return letters.length > length
    ? `${letters.slice(0, length - 1).join('')}…`
    : text;
}
