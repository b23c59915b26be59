import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { CommandIDs } from '../../src/commands';
import { links } from '../../src/plugins/links';
import type { IHistory } from '../../src/tokens';

const { FakeDocument } = vi.hoisted(() => ({
  FakeDocument: class {
    context = { path: 'a.ipynb' };
  }
}));
vi.mock('@jupyterlab/docregistry', () => ({ DocumentWidget: FakeDocument }));

/** A page whose link was followed, with the checkpoint in front. */
async function follow() {
  const commands = new CommandRegistry();
  const open = vi.fn(() => new Widget());
  commands.addCommand(CommandIDs.openCheckpoint, {
    execute: open,
    describedBy: { args: {} }
  });
  const restored = Promise.resolve();
  const app = { commands, restored } as unknown as JupyterFrontEnd;
  const currentChanged = new Signal<unknown, object>({});
  const activateById = vi.fn();
  const shell = { currentChanged, activateById } as unknown as ILabShell;
  const history = {} as unknown as IHistory;
  void links.activate(app, history, null, shell, null, null);
  await commands.execute(CommandIDs.openLink, { search: '?mm=c1' });
  await vi.waitFor(() => expect(open).toHaveBeenCalled());
  await new Promise(resolve => setTimeout(resolve, 0));
  const bringNotebook = () =>
    currentChanged.emit({ newValue: new FakeDocument() });
  return { bringNotebook, activateById };
}

describe('a link that was followed', () => {
  beforeEach(() => PageConfig.setOption('treePath', 'a.ipynb'));

  it('shows the checkpoint in front of its notebook, which JupyterLab opens', async () => {
    const { bringNotebook, activateById } = await follow();
    bringNotebook();
    bringNotebook();
    expect(activateById).toHaveBeenCalledTimes(1);
  });

  it('lets the reader go to the notebook', async () => {
    const { bringNotebook, activateById } = await follow();
    window.dispatchEvent(new Event('pointerdown'));
    bringNotebook();
    expect(activateById).not.toHaveBeenCalled();
  });
});
