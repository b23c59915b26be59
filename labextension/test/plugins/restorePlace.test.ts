import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { describe, expect, it, vi } from 'vitest';

import type { INotebookAsItWas } from '../../src/api/client';
import type { IRestoreChoices } from '../../src/model/restore/offer';
import type { ICommandParts } from '../../src/plugins/commands';
import { restoreIntoCopy } from '../../src/plugins/restoreCopy';
import { placeOf } from '../../src/plugins/restorePlace';
import { trans } from '../view/context';

vi.mock('../../src/plugins/copy', () => ({
  openCopy: () => Promise.resolve('copy.ipynb')
}));

const REPORT = { restored: ['x'], undo: 'u' };

function makePanel(path: string): NotebookPanel {
  const context = { path, ready: Promise.resolve() };
  const disposed = new Signal<unknown, void>({});
  return { id: path, context, disposed } as unknown as NotebookPanel;
}

/** A page that follows the first of its notebooks; `there` can be opened. */
function makePage(
  paths: string[],
  there: string[] = [],
  renameMeanwhile: string | null = null
) {
  const panels = paths.map(makePanel);
  const restore = vi.fn(() => Promise.resolve(REPORT));
  const kernel = {
    changed: new Signal<unknown, void>({}),
    ...{ support: 'yes', restore }
  };
  const followed = {
    ...{ panel: panels[0] ?? null, linkOf: vi.fn(() => kernel) },
    isLocked: true
  };
  const shown = { path: 'a.ipynb', checkpoint: 'c1' } as INotebookAsItWas;
  const notebook = vi.fn(async () => {
    await Promise.resolve();
    if (panels[0] && renameMeanwhile !== null) {
      Object.assign(panels[0].context, { path: renameMeanwhile });
    }
    return shown;
  });
  const activateById = vi.fn();
  const execute = vi.fn(async (_: string, { path }: { path: string }) => {
    await Promise.resolve();
    if (!there.includes(path)) {
      throw new Error('404');
    }
    panels.push(makePanel(path));
  });
  const parts = {
    app: { shell: { activateById }, commands: { execute } },
    history: { client: { notebook }, followed },
    trans
  } as unknown as ICommandParts;
  const tracker = {
    find: (test: (panel: NotebookPanel) => boolean) => panels.find(test)
  } as unknown as INotebookTracker;
  const place = async (): Promise<string | undefined> =>
    (await placeOf(parts, tracker, 'c1', {}))?.panel.context.path;
  return { ...{ parts, tracker, place, followed, shown, restore }, execute };
}

describe('where a checkpoint is put back', () => {
  it('is the followed notebook when it is of that', async () => {
    expect(await makePage(['a.ipynb', 'b.ipynb']).place()).toBe('a.ipynb');
  });

  it('is never another notebook than its own', async () => {
    const open = makePage(['b.ipynb', 'a.ipynb']);
    expect(await open.place()).toBe('a.ipynb');
    expect(open.execute).not.toHaveBeenCalled();
    expect(await makePage(['b.ipynb'], ['a.ipynb']).place()).toBe('a.ipynb');
    await expect(makePage(['b.ipynb']).place()).rejects.toMatchObject({
      kind: 'not_found'
    });
  });

  it('is the followed one also when it is renamed meanwhile', async () => {
    const page = makePage(['a.ipynb'], [], 'new.ipynb');
    expect(await page.place()).toBe('new.ipynb');
  });

  it('leaves the lock where it is when it is a copy', async () => {
    const page = makePage(['b.ipynb', 'copy.ipynb']);
    const { parts, tracker, shown, followed } = page;
    const choices: IRestoreChoices = {
      ...{ notebook: true, variables: true, recompute: [], branch: '' },
      ...{ environment: 'ignore', into: 'copy' }
    };
    const { done, panel } = await restoreIntoCopy(
      ...([parts, tracker, shown, choices] as const)
    );
    expect(done.report).toBe(REPORT);
    expect(panel?.context.path).toBe('copy.ipynb');
    expect(followed.isLocked).toBe(true);
  });

  it('says when the variables of a copy cannot come', async () => {
    const { parts, tracker, shown } = makePage(['b.ipynb']);
    const choices = { variables: true, into: 'copy' } as IRestoreChoices;
    await expect(
      restoreIntoCopy(parts, tracker, shown, choices)
    ).rejects.toMatchObject({ kind: 'no_support' });
  });
});
