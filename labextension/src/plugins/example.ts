import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';

const NAME = 'jupyter_mm example.ipynb';
const CELLS = [
  'numbers = [3, 1, 2]\nlimit = 2',
  'large = [number for number in numbers if number > limit]\nlarge',
  '%mm_log count=len(large)',
  'numbers.clear()\nlarge = None  # a mistake: restore the checkpoint above'
];

/** Write a small notebook beside the present one, open it and run its cells. */
export async function runExample(
  app: JupyterFrontEnd,
  beside: string
): Promise<void> {
  const path = PathExt.join(PathExt.dirname(beside), NAME);
  const { contents } = app.serviceManager;
  const isThere = await contents.get(path, { content: false }).then(
    () => true,
    () => false
  );
  if (!isThere) {
    await contents.save(path, {
      type: 'notebook',
      format: 'json',
      content: notebook()
    });
  }
  const panel = (await app.commands.execute('docmanager:open', { path })) as
    NotebookPanel | undefined;
  if (!panel) {
    return; // Notebook 7 has opened it in a tab of its own, where it can be run
  }
  await panel.context.ready;
  await panel.sessionContext.ready;
  // Not the command: that runs whatever is in front by now.
  await NotebookActions.runAll(panel.content, panel.sessionContext);
}

function notebook(): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'python3', display_name: 'Python 3' } },
    cells: CELLS.map((source, index) => ({
      cell_type: 'code',
      id: `example-${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source
    }))
  };
}
