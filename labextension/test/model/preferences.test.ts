import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import {
  DEFAULTS,
  preferencesOf,
  unwantedNames
} from '../../src/model/preferences';

const SCHEMA = JSON.parse(
  readFileSync('labextension/schema/plugin.json', 'utf8')
) as { properties: Record<string, { default: unknown }> };

describe('preferences', () => {
  it('have the defaults of the settings schema', () => {
    const defaults = Object.fromEntries(
      Object.entries(SCHEMA.properties).map(([name, { default: value }]) => [
        name,
        value
      ])
    );
    expect(defaults).toEqual(DEFAULTS);
  });

  it('survive settings edited by hand', () => {
    expect(
      preferencesOf({ thumbnails: 'yes', metricPrecision: 99, other: 1 })
    ).toEqual(DEFAULTS);
    expect(preferencesOf({ thumbnails: false }).thumbnails).toBe(false);
    expect(
      preferencesOf({ excludeNames: [1, '', 'tmp*'] }).excludeNames
    ).toEqual(['tmp*']);
    expect(preferencesOf({ maxVariableSize: 1 }).maxVariableSize).toBe(256);
  });

  it('leave out names, or all of them', () => {
    const excludeNames = ['tmp*'];
    expect(unwantedNames({ ...DEFAULTS, excludeNames })).toEqual(['tmp*']);
    expect(
      unwantedNames({ ...DEFAULTS, excludeNames, captureVariables: false })
    ).toEqual(['*']);
  });
});
