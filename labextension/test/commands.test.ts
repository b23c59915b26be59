import { readFileSync } from 'node:fs';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it, vi } from 'vitest';

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
const PAGES = ['commands', 'settings']
  .map(name => readFileSync(`docs/reference/${name}.md`, 'utf8'))
  .join('\n');
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

  it('are put into words once for each language', () => {
    const trans = nullTranslator.load('jupyter_mm');
    const words = vi.spyOn(trans, '__');
    commandTexts(trans);
    const spoken = words.mock.calls.length;
    IDS.forEach(() => commandTexts(trans));
    expect(words.mock.calls.length).toBe(spoken);
    words.mockRestore();
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
    ].filter(word => !PAGES.includes(`\`${word}\``));
    expect(missing).toEqual([]);
  });
});
