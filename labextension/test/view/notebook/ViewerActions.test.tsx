import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import { describe, expect, it, vi } from 'vitest';

import type { INotebookAsItWas } from '../../../src/api/client';
import { CommandIDs, type CommandID } from '../../../src/commands';
import { ViewerActions } from '../../../src/view/notebook/ViewerActions';
import { show, trans } from '../context';

const SHOWN: INotebookAsItWas = {
  execution: 'e1',
  checkpoint: 'c1',
  path: 'a.ipynb',
  recorded_at: 0,
  notebook: {},
  complete: true,
  own: []
};

async function draw(
  change: Partial<INotebookAsItWas>,
  disabled: CommandID | null = null
): Promise<{ node: HTMLElement; run: ReturnType<typeof vi.fn> }> {
  const run = vi.fn();
  const state = (id: CommandID): { isEnabled: boolean; caption: string } => ({
    isEnabled: id !== disabled,
    caption: id === disabled ? 'why not' : ''
  });
  const node = await show(
    ReactWidget.create(
      <ViewerActions
        shown={{ ...SHOWN, ...change }}
        actions={{ run, state, changed: new Signal({}) }}
        trans={trans}
      />
    )
  );
  return { node, run };
}

const labels = (node: HTMLElement): (string | null)[] =>
  Array.from(node.querySelectorAll('button'), each => each.textContent);

describe('what can be done with a notebook as it was', () => {
  it('is done by command, with the checkpoint and its notebook', async () => {
    const { node, run } = await draw({});
    node.querySelectorAll('button').forEach(button => button.click());
    expect(run.mock.calls).toContainEqual([
      CommandIDs.restore,
      { ref: 'c1', notebook: 'a.ipynb' }
    ]);
    expect(run.mock.calls).toContainEqual([
      CommandIDs.compare,
      { a: 'c1', b: 'now', notebook: 'a.ipynb' }
    ]);
    expect(run).toHaveBeenCalledTimes(6);
  });

  it('is less where no variables were kept', async () => {
    const { node, run } = await draw({ checkpoint: null, path: null });
    expect(labels(node)).toEqual([
      'Compare with now',
      'Open as copy',
      'Copy link'
    ]);
    node.querySelector('button')?.click();
    expect(run).toHaveBeenCalledWith(CommandIDs.compare, {
      a: 'e1',
      b: 'now'
    });
  });

  it('says why something cannot be done', async () => {
    const { node } = await draw({}, CommandIDs.restore);
    const button = node.querySelector('button');
    expect(button?.disabled).toBe(true);
    expect(button?.title).toBe('why not');
  });
});
