import * as React from 'react';

import type { ISide } from '../../api/comparisons';
import { itemsOf, noisyIn } from '../../model/compare/cells';
import { CellCard } from './CellCard';
import type { ICompareContext } from './context';
import { useSeen } from './useSeen';
import { foldTexts } from './words';

/** Cells are put on the page so many at a time, as somebody comes near. */
const AT_ONCE = 60;

/** The cells that differ, in the order of the notebooks. */
export function NotebookTab(
  props: ICompareContext & { isInline: boolean }
): React.ReactElement {
  const { model, trans } = props;
  const { comparison, onlyDifferences, current } = model;
  const [opened, setOpened] = React.useState<ReadonlySet<number>>(new Set());
  const [limit, setLimit] = React.useState(AT_ONCE);
  const cells = comparison?.cells ?? [];
  const states = `${stateOf(comparison?.before)} ${stateOf(comparison?.after)}`;
  const items = React.useMemo(
    () => itemsOf(cells, onlyDifferences, opened),
    [cells, onlyDifferences, opened]
  );
  const goal = items.findIndex(({ index }) => index === current);
  const shown = Math.max(limit, goal + 1);
  return (
    <>
      {model.changes.length === 0 && (
        <p className="jp-mm-Compare-none">{sameText(props)}</p>
      )}
      <ol className="jp-mm-Cells" aria-label={trans.__('Cells')}>
        {items.slice(0, shown).map(item =>
          item.kind === 'fold' ? (
            <li key={`fold ${item.index}`}>
              <button
                type="button"
                className="jp-mm-Compare-fold"
                aria-expanded={false}
                onClick={() => setOpened(new Set([...opened, item.index]))}
              >
                {foldTexts(item, trans).join(', ')}
              </button>
            </li>
          ) : (
            <CellCard
              key={`${states} ${item.index} ${item.cell.before} ${item.cell.after}`}
              {...props}
              cell={item.cell}
              isCurrent={item.index === current}
            />
          )
        )}
      </ol>
      {items.length > shown && (
        <More onSeen={() => setLimit(shown + AT_ONCE)} />
      )}
    </>
  );
}

function sameText({ model, trans }: ICompareContext): string {
  const { comparison } = model;
  const timed = noisyIn(comparison?.cells ?? []);
  const counted = (comparison?.noise ?? 0) - timed;
  const same =
    timed === 0
      ? trans.__('The notebooks are the same.')
      : trans._n(
          '%1 cell differs, in times or ids alone.',
          '%1 cells differ, in times or ids alone.',
          timed
        );
  return counted === 0
    ? same
    : `${same} ${trans._n(
        '%1 cell has other counts or addresses.',
        '%1 cells have other counts or addresses.',
        counted
      )}`;
}

/** What is compared, by whichever name it was asked for. */
function stateOf(side: ISide | undefined): string {
  return side?.execution && side.kind !== 'now'
    ? side.execution
    : (side?.ref ?? '');
}

/** The end of what is on the page; more comes when it is seen. */
function More(props: { onSeen: () => void }): React.ReactElement {
  const ref = React.useRef<HTMLDivElement>(null);
  const isSeen = useSeen(ref);
  const { onSeen } = props;
  React.useEffect(() => {
    if (isSeen) {
      onSeen();
    }
  });
  return <div ref={ref} className="jp-mm-Compare-more" />;
}
