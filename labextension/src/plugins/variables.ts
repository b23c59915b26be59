import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { addIcon, copyIcon, historyIcon } from '@jupyterlab/ui-components';

import { CommandIDs } from '../commands';
import { againstListing, againstTelling } from '../model/reasons';
import { IHistory } from '../tokens';
import { addCommand, factsOf, type ICommandParts } from './commands';

/** What can be done with single variables; asking for them is loaded on use. */
export const variables: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:variables',
  description: 'Shows how variables changed, and brings single values back.',
  autoStart: true,
  requires: [IHistory],
  optional: [ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    history: IHistory,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    addCommands({ app, history, palette, trans });
  }
};

function addCommands(parts: ICommandParts): void {
  const { history } = parts;
  const acts = (): Promise<typeof import('./variableActs')> =>
    import('./variableActs');
  addCommand(parts, CommandIDs.variableHistory, {
    icon: historyIcon,
    against: () => againstListing(factsOf(history)),
    execute: async args => (await acts()).showHistory(parts, args)
  });
  addCommand(parts, CommandIDs.copyVariable, {
    icon: addIcon,
    against: () => againstTelling(factsOf(history)),
    execute: async args => (await acts()).copyIntoKernel(parts, args)
  });
  addCommand(parts, CommandIDs.copyVariableLoader, {
    icon: copyIcon,
    against: () => againstListing(factsOf(history)),
    execute: async args => (await acts()).copyLoader(parts, args)
  });
}
