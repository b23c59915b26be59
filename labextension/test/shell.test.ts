import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { CommandIDs } from '../src/commands';

interface IShell {
  'jupyter.lab.toolbars': Record<string, { command: string }[]>;
  'jupyter.lab.menus': { context: { command: string }[] };
}

const SHELL = JSON.parse(
  readFileSync('labextension/schema/shell.json', 'utf8')
) as IShell;
const IDS: string[] = Object.values(CommandIDs);

describe('buttons and menu entries outside the sidebar', () => {
  it('run commands that exist', () => {
    const used = [
      ...Object.values(SHELL['jupyter.lab.toolbars']).flat(),
      ...SHELL['jupyter.lab.menus'].context
    ].map(({ command }) => command);
    expect(used.length).toBeGreaterThan(2);
    expect(used.filter(id => !IDS.includes(id))).toEqual([]);
  });
});
