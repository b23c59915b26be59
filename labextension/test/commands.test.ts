import { readFileSync } from 'node:fs';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';

import { CommandIDs, commandTexts } from '../src/commands';

interface ISchema {
  properties: Record<string, unknown>;
  'jupyter.lab.shortcuts': { command: string; keys: string[] }[];
  'jupyter.lab.menus': {
    main: { items: { command?: string }[] }[];
    context: { command?: string }[];
  };
}

const SCHEMA = JSON.parse(
  readFileSync('labextension/schema/plugin.json', 'utf8')
) as ISchema;
const PAGE = readFileSync('docs/reference/sidebar.md', 'utf8');
const IDS: string[] = Object.values(CommandIDs);

describe('commands', () => {
  it('all have words and an argument schema', () => {
    const texts = Object.values(
      commandTexts(nullTranslator.load('jupyter_mm'))
    );
    expect(texts).toHaveLength(IDS.length);
    for (const { label, caption, args } of texts) {
      expect(label).not.toBe('');
      expect(caption).not.toBe('');
      expect(args['type']).toBe('object');
    }
  });

  it('are what shortcuts and menus run', () => {
    const { main, context } = SCHEMA['jupyter.lab.menus'];
    const used = [
      ...SCHEMA['jupyter.lab.shortcuts'],
      ...main.flatMap(({ items }) => items),
      ...context
    ].flatMap(({ command }) => (command === undefined ? [] : [command]));
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter(id => !IDS.includes(id))).toEqual([]);
  });

  it('are described in the reference, with keys and settings', () => {
    const missing = [
      ...IDS,
      ...Object.keys(SCHEMA.properties),
      ...SCHEMA['jupyter.lab.shortcuts'].map(({ keys }) => keys.join(' '))
    ].filter(word => !PAGE.includes(`\`${word}\``));
    expect(missing).toEqual([]);
  });
});
