import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { completion } from './plugins/completion';
import { documents } from './plugins/documents';
import { history } from './plugins/history';
import { status } from './plugins/status';
import { viewer } from './plugins/viewer';

export { IHistory } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  history,
  viewer,
  documents,
  completion,
  status
];

export default plugins;
