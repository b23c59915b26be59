import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { IEditorServices } from '@jupyterlab/codeeditor';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { CommandIDs } from '../commands';
import type { ICompared } from '../model/compare/compare';
import { againstReading, againstRows, type Reason } from '../model/reasons';
import { IHistory } from '../tokens';
import { compareIcon } from '../view/icons';
import { addCommand, factsOf, panelFor, type Args } from './commands';
import type { CompareTab, ITabParts } from './compareTab';

const NAMESPACE = 'jupyter-mm-compare';

/** The tab that shows how two states differ; its code is loaded on first use. */
export const compare: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:compare',
  description:
    'Shows how two checkpoints, or one and the notebook now, differ.',
  autoStart: true,
  requires: [IHistory, INotebookTracker, IRenderMimeRegistry, IEditorServices],
  optional: [
    ICommandPalette,
    ILabShell,
    ILayoutRestorer,
    ITranslator,
    IFileBrowserFactory
  ],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    notebooks: INotebookTracker,
    rendermime: IRenderMimeRegistry,
    editors: IEditorServices,
    palette: ICommandPalette | null,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null,
    translator: ITranslator | null,
    browsers: IFileBrowserFactory | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    const tracker = new WidgetTracker<CompareTab>({ namespace: NAMESPACE });
    const parts: ITabParts = {
      ...{ app, history, palette, trans, tracker, notebooks, browsers },
      ...{ rendermime, editors, area: labShell ? 'main' : 'down' }
    };
    addCommands(parts);
    void restorer?.restore(tracker, {
      command: CommandIDs.compare,
      args: ({ model, key }) => ({ ...argsOf(model.compared), tab: key }),
      name: ({ key }) => key
    });
  }
};

function argsOf({ before, after, notebook }: ICompared): Args {
  return { a: before, b: after, ...(notebook === null ? {} : { notebook }) };
}

function addCommands(parts: ITabParts): void {
  const { history, trans } = parts;
  const tab = (): Promise<typeof import('./compareTab')> =>
    import('./compareTab');
  const isReading = () => againstReading(factsOf(history));
  addCommand(parts, CommandIDs.compare, {
    icon: compareIcon,
    against: isReading,
    label: args => {
      if (typeof args['a'] === 'string' && typeof args['b'] === 'string') {
        return trans.__('Compare');
      }
      return history.picks.refs.length > 1
        ? trans.__('Compare Picked')
        : trans.__('Compare with Now');
    },
    execute: async args => (await tab()).compareStates(parts, args)
  });
  addCommand(parts, CommandIDs.compareWithPrevious, {
    icon: compareIcon,
    against: (_, args) =>
      againstRows(factsOf(history, panelFor(history, args))),
    execute: async args => (await tab()).compareWithPrevious(parts, args)
  });
  addCommand(parts, CommandIDs.compareWithCheckpoint, {
    icon: compareIcon,
    against: isReading,
    execute: async args => (await tab()).compareWithCheckpoint(parts, args)
  });
  addCommand(parts, CommandIDs.pickForCompare, {
    against: (row, { ref }) =>
      againstRows(factsOf(history)) ??
      (row === null && ref === undefined ? 'no-row' : null),
    execute: args => {
      const ref = args['ref'] ?? history.selection.row?.execution;
      if (typeof ref === 'string') {
        history.picks.toggle(ref);
      }
    }
  });
  addCommand(parts, CommandIDs.whyChanged, {
    against: isReading,
    execute: async args => (await tab()).whyChanged(parts, args)
  });
  const isThere = (): Reason | null =>
    parts.tracker.currentWidget ? null : 'no-comparison';
  addCommand(parts, CommandIDs.nextChange, {
    against: isThere,
    execute: async () => (await tab()).goTo(parts, 1)
  });
  addCommand(parts, CommandIDs.previousChange, {
    against: isThere,
    execute: async () => (await tab()).goTo(parts, -1)
  });
}
