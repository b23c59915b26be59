import type { JupyterFrontEnd } from '@jupyterlab/application';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { runExample } from '../../src/plugins/example';

const { runAll } = vi.hoisted(() => ({ runAll: vi.fn() }));
vi.mock('@jupyterlab/notebook', () => ({ NotebookActions: { runAll } }));

/** A page where `docmanager:open` gives `opened`. */
function makeApp(opened: unknown) {
  const execute = vi.fn(() => Promise.resolve(opened));
  const contents = {
    get: () => Promise.reject(new Error('404')),
    save: vi.fn(() => Promise.resolve())
  };
  const app = { serviceManager: { contents }, commands: { execute } };
  return { app: app as unknown as JupyterFrontEnd, execute, contents };
}

describe('the example', () => {
  beforeEach(() => runAll.mockClear());

  it('runs its own cells, whatever is in front when its kernel is there', async () => {
    const ready = Promise.resolve();
    const panel = {
      ...{ context: { ready }, sessionContext: { ready }, content: {} }
    };
    const { app, execute, contents } = makeApp(panel);
    await runExample(app, 'folder/mine.ipynb');
    const path = 'folder/jupyter_mm example.ipynb';
    expect(contents.save.mock.calls[0]).toMatchObject([path, {}]);
    expect(execute.mock.calls).toEqual([['docmanager:open', { path }]]);
    expect(runAll).toHaveBeenCalledWith(panel.content, panel.sessionContext);
  });

  it('is only opened where that is another page', async () => {
    await runExample(makeApp(undefined).app, '');
    expect(runAll).not.toHaveBeenCalled();
  });
});
