import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { IDataCheck, IDataUse } from '../../api/client';
import { CommandIDs } from '../../commands';
import type { Standing } from '../../model/evidence/data';
import type { IDataDetail } from '../../model/evidence/dataDetail';
import { shorten, visible } from '../../model/format';
import type { IViewContext } from '../context';
import { standingDetail } from './evidenceWords';
import { ProfileTable } from './ProfileTable';
import { ageText, exactText } from '../words';

const NAMES_SHOWN = 12;

/** All that is known of one file, set or object. */
export function DataDetail(
  props: IViewContext & {
    use: IDataUse;
    check: IDataCheck | null;
    standing: Standing;
    detail: IDataDetail | null;
  }
): React.ReactElement {
  const { use, check, standing, detail, trans } = props;
  const names = detail?.names ?? [];
  return (
    <div className="jp-mm-Data-body">
      <p className="jp-mm-Data-path" dir="auto">
        {visible(use.ref.path)}
      </p>
      <p className={isFine(standing) ? 'jp-mm-Hint' : 'jp-mm-Warn'}>
        {standingDetail(standing, check !== null, trans)}
        {check && check.detail !== '' && (
          <strong dir="auto"> {shorten(visible(check.detail), 300)}</strong>
        )}
      </p>
      <p className="jp-mm-Hint">{identityText(use, trans)}</p>
      {detail?.profile && (
        <ProfileTable profile={detail.profile} trans={trans} />
      )}
      {names.length > 0 && (
        <p>
          {trans.__('Went into')}{' '}
          {names.slice(0, NAMES_SHOWN).map(name => (
            <React.Fragment key={name}>
              <code dir="auto">{shorten(visible(name), 40)}</code>{' '}
            </React.Fragment>
          ))}
          {names.length > NAMES_SHOWN &&
            trans.__('%1 more', names.length - NAMES_SHOWN)}
        </p>
      )}
      {detail && detail.uses.length > 0 && <Uses {...props} detail={detail} />}
    </div>
  );
}

function isFine(standing: Standing): boolean {
  return standing === 'same' || standing === 'unknown';
}

/** What names the content: a digest, a server's version, or why there is none. */
function identityText({ ref }: IDataUse, trans: TranslationBundle): string {
  const parts = [
    ref.digest
      ? trans.__('BLAKE3 %1', ref.digest.slice(0, 16))
      : ref.reason
        ? trans.__('No digest: %1', shorten(visible(ref.reason), 160))
        : '',
    ref.version ? shorten(visible(ref.version), 80) : '',
    ref.how ? trans.__('by %1', shorten(visible(ref.how), 40)) : '',
    ref.kept ? trans.__('its bytes are kept') : ''
  ];
  return parts.filter(part => part !== '').join(' · ');
}

/** Who else used it. */
function Uses(
  props: IViewContext & { detail: IDataDetail }
): React.ReactElement {
  const { detail, history, actions, trans } = props;
  const { uses, totalUses } = detail;
  return (
    <>
      <p>{trans._n('Used by %1 cell', 'Used by %1 cells', totalUses)}</p>
      <ul className="jp-mm-Uses">
        {uses.map(({ execution, title, started_at, ref, notebook }) => (
          <li key={`${execution} ${ref.mode} ${ref.path}`}>
            <button
              type="button"
              className="jp-mm-Use"
              title={`${visible(notebook ?? '')}\n${exactText(started_at)}`}
              onClick={() =>
                actions.run(CommandIDs.openCheckpoint, { ref: execution })
              }
            >
              <span className="jp-mm-Use-title" dir="auto">
                {shorten(visible(title), 120)}
              </span>
              <span className="jp-mm-Row-time">
                {ageText(started_at, history.clock.now, trans)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {totalUses > uses.length && (
        <p className="jp-mm-Hint">
          {trans.__('%1 more', totalUses - uses.length)}
        </p>
      )}
    </>
  );
}
