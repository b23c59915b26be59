import type { TranslationBundle } from '@jupyterlab/translation';

import { ref, type ICommandText } from './text';

export const viewerIDs = {
  openAsCopy: 'jupyter-mm:open-as-copy',
  copyLink: 'jupyter-mm:copy-link',
  openLink: 'jupyter-mm:open-link'
} as const;

const LINK_ARGS = {
  type: 'object',
  properties: {
    search: {
      type: 'string',
      description: 'Query of a link that was opened, with mm=REF.'
    }
  }
};

export function viewerTexts(
  trans: TranslationBundle
): Record<(typeof viewerIDs)[keyof typeof viewerIDs], ICommandText> {
  return {
    [viewerIDs.openAsCopy]: {
      label: trans.__('Open Checkpoint as Copy'),
      caption: trans.__(
        'Write the notebook as it was to a new file beside the present one'
      ),
      args: ref(false)
    },
    [viewerIDs.copyLink]: {
      label: trans.__('Copy Link to Checkpoint'),
      caption: trans.__('Copy an address that opens this checkpoint'),
      args: ref(false)
    },
    [viewerIDs.openLink]: {
      label: trans.__('Open Link to Checkpoint'),
      caption: trans.__('Show the checkpoint that the address names'),
      args: LINK_ARGS
    }
  };
}
