import '../style/base.css';
import '../style/marks.css';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { cells } from './plugins/cells';
import { compare } from './plugins/compare';
import { completion } from './plugins/completion';
import { displays } from './plugins/displays';
import { documents } from './plugins/documents';
import { evidence } from './plugins/evidence';
import { hidden } from './plugins/hidden';
import { history } from './plugins/history';
import { jobs } from './plugins/jobs';
import { keeping } from './plugins/keeping';
import { links } from './plugins/links';
import { restoring } from './plugins/restoring';
import { runs } from './plugins/runs';
import { shell } from './plugins/shell';
import { variables } from './plugins/variables';
import { viewer } from './plugins/viewer';

export { IHistory } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  history,
  viewer,
  compare,
  documents,
  completion,
  keeping,
  hidden,
  evidence,
  jobs,
  links,
  restoring,
  cells,
  variables,
  runs,
  displays,
  shell
];

export default plugins;
