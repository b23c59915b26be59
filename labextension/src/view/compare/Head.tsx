import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretUpIcon,
  HTMLSelect,
  refreshIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ISide } from '../../api/comparisons';
import { choiceOf } from '../../model/compare/sides';
import { useChanges } from '../hooks';
import { IconButton } from '../IconButton';
import { compareIcon } from '../icons';
import type { ICompareContext } from './context';
import { choiceText, sideText } from './words';

const OTHER = 'other…';

/** Which two states are compared, how they are shown, and the way through the changes. */
export function Head(
  props: ICompareContext & { isNarrow: boolean }
): React.ReactElement {
  const { model, trans } = props;
  return (
    <div
      className="jp-mm-Compare-head"
      role="toolbar"
      aria-label={trans.__('Compare')}
    >
      <div className="jp-mm-Compare-sides">
        <SidePicker {...props} side="before" label={trans.__('Before')} />
        <IconButton
          icon={compareIcon}
          label={trans.__('Swap both sides')}
          isEnabled={true}
          onClick={() => model.swap()}
        />
        <SidePicker {...props} side="after" label={trans.__('After')} />
        <IconButton
          icon={refreshIcon}
          label={trans.__('Compare again')}
          isEnabled={!model.isLoading}
          onClick={() => void model.load()}
        />
      </div>
      <div className="jp-mm-Compare-switches">
        <Switch
          label={trans.__('Only what differs')}
          isOn={model.onlyDifferences}
          onChange={onlyDifferences => model.show({ onlyDifferences })}
        />
        <Switch
          label={noiseText(props)}
          title={trans.__(
            'Times, counts, collapsed cells, addresses and ids of widgets'
          )}
          isOn={model.withNoise}
          onChange={withNoise => model.setNoise(withNoise)}
        />
        <Layout {...props} />
        <Steps {...props} />
      </div>
    </div>
  );
}

function noiseText({ model, trans }: ICompareContext): string {
  const noise = model.comparison?.noise ?? 0;
  return noise > 0 && !model.withNoise
    ? trans.__('Noise (%1)', noise)
    : trans.__('Noise');
}

function SidePicker(
  props: ICompareContext & { side: 'before' | 'after'; label: string }
): React.ReactElement {
  const { model, choices, history, askRef, trans, side, label } = props;
  useChanges(choices.changed);
  const ref = model.compared[side];
  const told = model.comparison?.[side] ?? null;
  const choice = choiceOf(ref, told, choices.rows);
  const isListed =
    choice === 'now' ||
    choice === 'file' ||
    choices.rows.some(({ execution }) => execution === choice);
  const { now } = history.clock;
  const choose = (value: string): void => {
    if (value === OTHER) {
      void askRef().then(asked => asked && model.choose({ [side]: asked }));
    } else {
      model.choose({ [side]: value });
    }
  };
  return (
    <HTMLSelect
      className="jp-mm-Compare-side"
      aria-label={label}
      title={label}
      value={choice}
      onChange={event => choose(event.target.value)}
    >
      {model.compared.notebook !== null && (
        <>
          <option value="now">{trans.__('Now')}</option>
          <option value="file">{trans.__('File on disk')}</option>
        </>
      )}
      {!isListed && (
        <option value={choice}>{unlistedText(ref, told, now, trans)}</option>
      )}
      <optgroup label={trans.__('Checkpoints')}>
        {choices.rows.map(row => (
          <option key={row.execution} value={row.execution}>
            {choiceText(row, now, trans)}
          </option>
        ))}
      </optgroup>
      <option value={OTHER}>{trans.__('Another…')}</option>
    </HTMLSelect>
  );
}

function unlistedText(
  ref: string,
  side: ISide | null,
  now: number,
  trans: TranslationBundle
): string {
  return side ? sideText(side, now, trans) : ref.slice(0, 40);
}

function Switch(props: {
  label: string;
  title?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}): React.ReactElement {
  return (
    <label className="jp-mm-Compare-switch" title={props.title}>
      <input
        type="checkbox"
        checked={props.isOn}
        onChange={event => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  );
}

/** Beside each other or one below the other; a narrow tab has no room for the former. */
function Layout(
  props: ICompareContext & { isNarrow: boolean }
): React.ReactElement | null {
  const { model, isNarrow, trans } = props;
  if (isNarrow) {
    return null;
  }
  const button = (isInline: boolean, text: string): React.ReactElement => (
    <button
      type="button"
      className="jp-mm-Compare-choice"
      aria-pressed={model.isInline === isInline}
      onClick={() => model.show({ isInline })}
    >
      {text}
    </button>
  );
  return (
    <span role="group" aria-label={trans.__('Layout')}>
      {button(false, trans.__('Side by side'))}
      {button(true, trans.__('Inline'))}
    </span>
  );
}

function Steps({ model, trans }: ICompareContext): React.ReactElement {
  const { changes, current } = model;
  const at = changes.indexOf(current);
  const isEnabled = changes.length > 0;
  return (
    <span
      className="jp-mm-Compare-steps"
      role="group"
      aria-label={trans.__('Changes')}
    >
      <IconButton
        icon={caretUpIcon}
        label={trans.__('Previous change (P)')}
        isEnabled={isEnabled}
        onClick={() => model.go(-1)}
      />
      <span aria-live="polite">
        {at < 0 ? changes.length : `${at + 1}/${changes.length}`}
      </span>
      <IconButton
        icon={caretDownIcon}
        label={trans.__('Next change (N)')}
        isEnabled={isEnabled}
        onClick={() => model.go(1)}
      />
    </span>
  );
}
