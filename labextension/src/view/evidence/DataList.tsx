import '../../../style/evidence.css';

import {
  fileIcon,
  folderIcon,
  linkIcon,
  spreadsheetIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IDataCheck, IDataUse } from '../../api/client';
import { CommandIDs } from '../../commands';
import { isRemote, keyOf, nameOf, standingOf } from '../../model/evidence/data';
import { DataDetails } from '../../model/evidence/dataDetail';
import { shorten, visible } from '../../model/format';
import type { IViewContext } from '../context';
import { DataDetail } from './DataDetail';
import { dataFacts, standingDetail, standingText } from './evidenceWords';
import { useChanges } from '../hooks';

/** The body of the section "Data": what cells read and wrote. */
export function DataList(props: IViewContext): React.ReactElement {
  const { history, trans } = props;
  const { data, clock } = history;
  const details = React.useMemo(
    () => new DataDetails(history.client),
    [history.client]
  );
  useChanges(data.changed);
  useChanges(details.changed);
  useChanges(clock.ticked);
  const more = data.total - (data.items ?? []).length;
  return (
    <div className="jp-mm-Evidence">
      <Scope {...props} />
      <Found {...props} />
      {data.items && data.items.length > 0 ? (
        <ul className="jp-mm-DataList" aria-label={trans.__('Data')}>
          {data.items.map(use => (
            <Line key={keyOf(use)} {...props} use={use} details={details} />
          ))}
          {more > 0 && (
            <li className="jp-mm-Hint jp-mm-More">
              {trans.__('%1 more', more)}
            </li>
          )}
        </ul>
      ) : (
        <Nothing {...props} />
      )}
    </div>
  );
}

/** Whose data this is, when it is not that of the whole notebook. */
function Scope({
  history,
  actions,
  trans
}: IViewContext): React.ReactElement | null {
  const { scope } = history.data;
  if (scope === null) {
    return null;
  }
  return (
    <div className="jp-mm-Scope">
      <span dir="auto" title={visible(scope.title)}>
        {trans.__('What led to “%1”', shorten(visible(scope.title), 60))}
      </span>
      <button
        type="button"
        className="jp-mod-styled jp-mod-minimal jp-mm-Button"
        title={trans.__('Show the data of all cells')}
        onClick={() => actions.run(CommandIDs.showData, { all: true })}
      >
        {trans.__('Show all')}
      </button>
    </div>
  );
}

/** What reading everything again found, or why it could not be asked. */
function Found({ history, trans }: IViewContext): React.ReactElement {
  const { data } = history;
  return (
    <div role="status" className="jp-mm-Found">
      {data.problem && data.items !== null && (
        <span className="jp-mm-Warn">{visible(data.problem.message)}</span>
      )}
      {data.isVerifying && trans.__('Reading all contents again…')}
      {!data.isVerifying && data.checks && checksText(data.checks, trans)}
    </div>
  );
}

function checksText(
  checks: readonly IDataCheck[],
  trans: IViewContext['trans']
): string {
  const differ = checks.filter(
    ({ kind }) => kind !== 'same' && kind !== 'unknown'
  );
  if (differ.length > 0) {
    return trans._n(
      '%1 of %2 is not what it was.',
      '%1 of %2 are not what they were.',
      differ.length,
      checks.length
    );
  }
  const unknown = checks.filter(({ kind }) => kind === 'unknown').length;
  return unknown > 0
    ? trans.__(
        '%1 the same; of %2 it is not known.',
        checks.length - unknown,
        unknown
      )
    : trans._n('%1 read: the same.', 'All %1 are the same.', checks.length);
}

function Nothing({ history, trans }: IViewContext): React.ReactElement | null {
  const { data } = history;
  if (data.items === null && data.problem === null) {
    return null;
  }
  return (
    <div
      className="jp-mm-StateCard"
      data-state={data.items === null ? 'data-problem' : 'no-data'}
    >
      <p>
        {data.items === null
          ? visible(data.problem?.message ?? '')
          : data.scope === null
            ? trans.__(
                'Files that cells read or write are listed here by themselves.'
              )
            : trans.__('No files were used on the way to this checkpoint.')}
      </p>
    </div>
  );
}

function Line(
  props: IViewContext & { use: IDataUse; details: DataDetails }
): React.ReactElement {
  const { use, details, history, trans } = props;
  const { ref } = use;
  const key = keyOf(use);
  const check = history.data.checkOf(ref.path);
  const standing = standingOf(use, check);
  const word = standingText(standing, check !== null, trans);
  const isOpen = details.isOpen(key);
  const icon = iconOf(use);
  return (
    <li className="jp-mm-Data" data-standing={standing}>
      <button
        type="button"
        className="jp-mm-Data-head"
        aria-expanded={isOpen}
        title={visible(ref.path)}
        onClick={() => details.toggle(key, use)}
      >
        <icon.react tag="span" className="jp-mm-Data-icon" />
        <span className="jp-mm-Data-lines">
          <span className="jp-mm-Data-first">
            <span className="jp-mm-Data-name" dir="auto">
              {visible(nameOf(ref.path))}
            </span>
            {word !== '' && (
              <span
                className={`jp-mm-Chip jp-mm-Standing ${standing === 'same' ? '' : 'jp-mm-Chip-warn'}`}
                title={standingDetail(standing, check !== null, trans)}
              >
                {word}
              </span>
            )}
          </span>
          <span className="jp-mm-Data-second">
            {dataFacts(use, trans).join(' · ')}
          </span>
        </span>
      </button>
      {isOpen && (
        <DataDetail
          {...props}
          check={check}
          standing={standing}
          detail={details.of(key)}
        />
      )}
    </li>
  );
}

function iconOf({ ref, has_profile }: IDataUse): LabIcon {
  if (isRemote(ref.path)) {
    return linkIcon;
  }
  if (ref.files !== null) {
    return folderIcon;
  }
  return has_profile ? spreadsheetIcon : fileIcon;
}
