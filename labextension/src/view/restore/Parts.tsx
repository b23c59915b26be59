import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { INotebookChanges } from '../../model/restore/notebookRestore';
import {
  beyondReach,
  losesVariables,
  type IRestorePlan
} from '../../model/kernel/kernel';
import {
  changesNotebook,
  changesVariables,
  type Hindrance,
  type IRestoreChoices,
  type IRestoreOffer
} from '../../model/restore/offer';
import { PlanGroups } from './RestorePlan';

export interface IPartProps {
  offer: IRestoreOffer;
  choices: IRestoreChoices;
  choose: (change: Partial<IRestoreChoices>) => void;
  trans: TranslationBundle;
}

export function NotebookPart(props: IPartProps): React.ReactElement {
  const { offer, choices, choose, trans } = props;
  const isCopy = choices.into === 'copy';
  return (
    <Part
      label={trans.__('Notebook')}
      isChosen={choices.notebook || isCopy}
      isPossible={changesNotebook(offer) && !isCopy && !offer.isReadOnly}
      choose={notebook => choose({ notebook })}
    >
      <span>
        {offer.notebook
          ? changesText(offer.notebook, trans)
          : hindranceText(offer.notebookHindrance ?? 'not-seen', trans)}
      </span>
    </Part>
  );
}

export function VariablesPart(props: IPartProps): React.ReactElement {
  const { offer, choices, choose, trans } = props;
  const { plan, variablesHindrance: against } = offer;
  const recompute = (name: string, isChosen: boolean): void => {
    const others = choices.recompute.filter(other => other !== name);
    choose({ recompute: isChosen ? [...others, name] : others });
  };
  const isSomething =
    plan !== null && (changesVariables(offer) || plan.cannot.length > 0);
  return (
    <Part
      label={trans.__('Variables')}
      isChosen={choices.variables}
      isPossible={changesVariables(offer)}
      choose={variables => choose({ variables })}
    >
      <span>
        {against !== null
          ? hindranceText(against, trans)
          : plan
            ? planText(plan, trans)
            : busyText(offer.kept, trans)}
      </span>
      {plan && isSomething && (
        <details className="jp-mm-Part-list" open={losesVariables(plan)}>
          <summary>{trans.__('List')}</summary>
          <PlanGroups plan={plan} choose={recompute} trans={trans} />
        </details>
      )}
      {(plan?.notes ?? []).map(note => (
        <p key={note} className="jp-mm-Warn" dir="auto">
          {note}
        </p>
      ))}
      {offer.running > 0 && choices.variables && choices.into !== 'copy' && (
        <p className="jp-mm-Warn">
          {trans._n(
            '%1 running cell will be interrupted.',
            '%1 running cells will be interrupted.',
            offer.running
          )}
        </p>
      )}
    </Part>
  );
}

export function EnvironmentPart(props: IPartProps): React.ReactElement | null {
  const { offer, choices, choose, trans } = props;
  if (offer.packages === null || offer.packages === 0) {
    return null;
  }
  const ways: [IRestoreChoices['environment'], string][] = [
    ['ignore', trans.__('ignore')],
    ['warn', trans.__('warn')],
    ['build', trans.__('build a kernel from the lock')]
  ];
  return (
    <fieldset className="jp-mm-Part jp-mm-Part-choice">
      <legend>{trans.__('Environment')}</legend>
      <span>
        {trans._n('%1 package differs', '%1 packages differ', offer.packages)}
      </span>
      <div>
        {ways.map(([way, label]) => (
          <label key={way}>
            <input
              type="radio"
              name="jp-mm-environment"
              checked={choices.environment === way}
              onChange={() => choose({ environment: way })}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Part(props: {
  label: string;
  isChosen: boolean;
  isPossible: boolean;
  choose: (isChosen: boolean) => void;
  children: React.ReactNode;
}): React.ReactElement {
  return (
    <div className="jp-mm-Part">
      <label>
        <input
          type="checkbox"
          checked={props.isChosen}
          disabled={!props.isPossible}
          onChange={({ target }) => props.choose(target.checked)}
        />
        {props.label}
      </label>
      <div>{props.children}</div>
    </div>
  );
}

function changesText(
  { changed, added, removed, outputs }: INotebookChanges,
  trans: TranslationBundle
): string {
  const cells = changed + added + removed;
  const parts: string[] = [];
  if (cells > 0) {
    parts.push(trans._n('%1 cell changes', '%1 cells change', cells));
  }
  if (added > 0) {
    parts.push(trans._n('%1 comes back', '%1 come back', added));
  }
  if (removed > 0) {
    parts.push(trans._n('%1 goes away', '%1 go away', removed));
  }
  if (outputs > 0) {
    parts.push(trans._n('outputs of %1 cell', 'outputs of %1 cells', outputs));
  }
  return parts.length === 0
    ? trans.__('is exactly this now')
    : parts.join(' · ');
}

function planText(plan: IRestorePlan, trans: TranslationBundle): string {
  const { load, unchanged, remove, recompute = [] } = plan;
  const again = recompute.filter(({ possible }) => possible).length;
  const cannot = beyondReach(plan).length + recompute.length - again;
  const total = load.length + unchanged.length + again + cannot;
  const parts = [trans.__('%1 from the store', load.length)];
  if (unchanged.length > 0) {
    parts.push(trans.__('%1 the same now', unchanged.length));
  }
  if (again > 0) {
    parts.push(
      trans._n('%1 can be computed again', '%1 can be computed again', again)
    );
  }
  if (cannot > 0) {
    parts.push(trans.__('%1 cannot come back', cannot));
  }
  const told = `${String(total)}: ${parts.join(' · ')}`;
  return remove.length === 0
    ? told
    : trans._n(
        '%2; %1 made since goes away',
        '%2; %1 made since go away',
        remove.length,
        told
      );
}

function busyText(kept: number | null, trans: TranslationBundle): string {
  const when = trans.__(
    'what changes is known when the running cell has ended'
  );
  return kept === null ? when : `${String(kept)}: ${when}`;
}

function hindranceText(hindrance: Hindrance, trans: TranslationBundle): string {
  switch (hindrance) {
    case 'read-only':
      return trans.__('only as a copy: the store can only be read');
    case 'not-seen':
      return trans.__('was not seen: only the executed cells are known');
    case 'not-kept':
      return trans.__('were not kept');
    case 'no-kernel':
      return trans.__('cannot come back: no kernel runs');
    case 'no-support':
      return trans.__('cannot come back: the kernel has no jupyter_mm');
    case 'waiting':
      return trans.__('the kernel has not answered yet');
  }
}
