import { HTMLSelect } from '@jupyterlab/ui-components';
import { Debouncer } from '@lumino/polling';
import * as React from 'react';

import type { IRun } from '../../api/client';
import { CommandIDs } from '../../commands';
import { shorten, visible } from '../../model/format';
import { namesWithCurve } from '../../model/runs/curves';
import { refOf } from '../../model/runs/values';
import { useAction } from '../hooks';
import type { IRunsContext } from './context';

const TYPING_MS = 200;
/** The server takes no longer filter. */
const FILTER_LENGTH = 256;

type Props = IRunsContext & { items: readonly IRun[] };

/** What is listed and drawn, and what can be done with it. */
export function Head(props: Props): React.ReactElement {
  const { choices, trans } = props;
  return (
    <div
      className="jp-mm-Runs-head"
      role="toolbar"
      aria-label={trans.__('Runs')}
    >
      <Filter {...props} />
      <label className="jp-mm-Runs-switch">
        <input
          type="checkbox"
          checked={choices.onlyDifferences}
          onChange={({ target }) =>
            choices.show({ onlyDifferences: target.checked })
          }
        />
        {trans.__('Only what differs')}
      </label>
      <Metric {...props} />
      <CompareButton {...props} />
    </div>
  );
}

function Filter({ runs, trans }: IRunsContext): React.ReactElement {
  const [text, setText] = React.useState(runs.where);
  const typed = React.useRef(text);
  const pause = React.useMemo(
    () => new Debouncer(() => runs.setFilter(typed.current.trim()), TYPING_MS),
    [runs]
  );
  React.useEffect(() => () => pause.dispose(), [pause]);
  return (
    <input
      type="search"
      className="jp-mod-styled jp-mm-Runs-filter"
      aria-label={trans.__('Filter')}
      title={trans.__('Text, tag:x, acc>0.9, depth=8')}
      placeholder={trans.__('Filter: acc>0.9')}
      maxLength={FILTER_LENGTH}
      value={text}
      onChange={({ target }) => {
        typed.current = target.value;
        setText(target.value);
        pause.invoke().catch(() => undefined); // superseded by the next one
      }}
    />
  );
}

/** Which metric is drawn. */
function Metric({ choices, items, trans }: Props): React.ReactElement | null {
  const names = namesWithCurve(items);
  if (names.length === 0) {
    return null;
  }
  return (
    <label className="jp-mm-Runs-metric">
      {trans.__('Chart')}
      <HTMLSelect
        value={choices.metric(items) ?? ''}
        onChange={({ target }) => choices.showMetric(target.value)}
      >
        {names.map(name => (
          <option key={name} value={name}>
            {shorten(visible(name), 40)}
          </option>
        ))}
      </HTMLSelect>
    </label>
  );
}

/** Two chosen runs beside each other, the older one first. */
function CompareButton(props: Props): React.ReactElement {
  const { choices, items, actions, trans } = props;
  const drawn = choices.drawn(items);
  const [b, a, third] = items.filter(({ id }) => drawn.has(id)).map(refOf);
  const hasTwo = a && b && third === undefined;
  const { isEnabled, caption } = useAction(
    actions,
    CommandIDs.compare,
    hasTwo ? { a, b } : {}
  );
  return (
    <button
      type="button"
      className="jp-mod-styled jp-mod-minimal jp-mm-Button"
      disabled={!hasTwo || !isEnabled}
      title={
        hasTwo ? caption : trans.__('Choose exactly two runs that are over')
      }
      onClick={() => {
        if (hasTwo) {
          actions.run(CommandIDs.compare, { a, b });
        }
      }}
    >
      {trans.__('Compare')}
    </button>
  );
}
