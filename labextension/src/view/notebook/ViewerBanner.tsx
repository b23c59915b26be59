import '../../../style/evidence.css';

import type { INotebookMetadata } from '@jupyterlab/nbformat';
import type { TranslationBundle } from '@jupyterlab/translation';
import { lockIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IHistoryRow, INotebookAsItWas } from '../../api/client';
import { CommandIDs } from '../../commands';
import type { Drift } from '../../model/evidence/drift';
import { shorten, visible } from '../../model/format';
import type { IHistory } from '../../tokens';
import { Bar } from '../Bar';
import type { IActions } from '../context';
import { DriftNotes } from '../evidence/DriftNotes';
import { useChanges } from '../hooks';
import { verdictIcon, verdictText } from '../evidence/verdictWords';
import { ViewerActions } from './ViewerActions';
import { agoText, exactText } from '../words';

export interface IBannerProps {
  shown: INotebookAsItWas;
  title: string;
  history: IHistory;
  /** How what it ran on differs from now; null where there is no checkpoint. */
  drift: Drift | null;
  actions: IActions;
  trans: TranslationBundle;
}

/** What is being looked at, and what can be done with it. */
export class ViewerBanner extends Bar {
  constructor(private readonly props: IBannerProps) {
    super();
    this.addClass('jp-mm-Viewer-banner');
  }

  protected override line(): React.ReactElement {
    return <Line {...this.props} />;
  }
}

function Line(props: IBannerProps): React.ReactElement {
  const { shown, history, trans } = props;
  useChanges(history.clock.ticked);
  useChanges(history.followed.changed);
  useChanges(history.connection.changed);
  useChanges(history.model.changed);
  return (
    <>
      <lockIcon.react tag="span" className="jp-mm-Bar-icon" />
      <span className="jp-mm-Bar-text" dir="auto">
        <strong>{trans.__('Read-only')}</strong>
        {' · '}
        <span title={exactText(shown.recorded_at)}>
          {agoText(shown.recorded_at, history.clock.now, trans)}
        </span>
        {' · '}
        {shorten(visible(props.title), 80)}
        {languageText(shown)}
        {!shown.complete &&
          ` · ${trans.__('only the cells that ran are known')}`}
      </span>
      <ViewerActions {...props} />
      <Verdict {...props} />
      {props.drift && <DriftNotes drift={props.drift} trans={trans} />}
      <NoteText {...props} />
    </>
  );
}

/** The language that ran it, as the notebook itself says: ` · Python 3.11.2`. */
function languageText({ notebook }: INotebookAsItWas): string {
  const told = (notebook['metadata'] as Partial<INotebookMetadata> | undefined)
    ?.language_info;
  const words = [told?.name, told?.['version']].filter(
    word => typeof word === 'string'
  );
  const [name = '', version = ''] = words.map(word =>
    shorten(visible(word), 20)
  );
  return name === ''
    ? ''
    : ` · ${`${name.charAt(0).toUpperCase()}${name.slice(1)} ${version}`.trim()}`;
}

/** What somebody wrote about it. */
function NoteText({ shown, history }: IBannerProps): React.ReactElement | null {
  const note = rowOf(shown, history)?.note;
  return note ? (
    <q className="jp-mm-Viewer-note" dir="auto">
      {visible(note)}
    </q>
  ) : null;
}

/** What came of reproducing it, as the list has it now. */
function Verdict(props: IBannerProps): React.ReactElement | null {
  const { shown, history, actions, trans } = props;
  const outcome = rowOf(shown, history)?.verdict ?? null;
  if (outcome === null) {
    return null;
  }
  const icon = verdictIcon(outcome);
  return (
    <button
      type="button"
      className="jp-mm-Note"
      data-verdict={outcome}
      onClick={() =>
        actions.run(CommandIDs.showVerdict, {
          ref: shown.checkpoint ?? shown.execution
        })
      }
    >
      <icon.react tag="span" className="jp-mm-Badge" />
      {verdictText(outcome, trans)}
    </button>
  );
}

/** The row as the list has it now, as far as it is loaded. */
function rowOf(
  { execution }: INotebookAsItWas,
  { model }: IHistory
): IHistoryRow | undefined {
  return model.rows.find(row => row.execution === execution);
}
