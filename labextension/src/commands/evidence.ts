import type { TranslationBundle } from '@jupyterlab/translation';

import { ref, type ICommandText } from './text';

export const evidenceIDs = {
  showEnvironment: 'jupyter-mm:show-environment',
  showData: 'jupyter-mm:show-data',
  verifyData: 'jupyter-mm:verify-data'
} as const;

export function evidenceTexts(
  trans: TranslationBundle
): Record<(typeof evidenceIDs)[keyof typeof evidenceIDs], ICommandText> {
  return {
    [evidenceIDs.showEnvironment]: {
      label: trans.__('Show Environment'),
      caption: trans.__('Show which packages changed before this cell ran'),
      args: ref(false)
    },
    [evidenceIDs.showData]: {
      label: trans.__('Show Data'),
      caption: trans.__('List the files that led to this checkpoint'),
      args: ref(false)
    },
    [evidenceIDs.verifyData]: {
      label: trans.__('Verify Data'),
      caption: trans.__(
        'Read all files again and compare them with what they were'
      ),
      args: ref(false)
    }
  };
}
