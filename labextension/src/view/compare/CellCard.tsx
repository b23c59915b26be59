import { JSONExt, type PartialJSONObject } from '@lumino/coreutils';
import * as React from 'react';

import type { ICellChange, ICellPair } from '../../api/comparisons';
import { isChange } from '../../model/compare/cells';
import { shorten, visible } from '../../model/format';
import type { ICompareContext } from './context';
import { Hosted } from '../Hosted';
import type * as CellComparison from './CellComparison';
import { useSeen } from './useSeen';
import { cellText, partsText } from './words';
import { useChanges, useLasting } from '../hooks';

type Props = ICompareContext & {
  cell: ICellChange;
  isInline: boolean;
  isCurrent: boolean;
};

/** One cell: what happened to it, and its body once somebody comes near. */
export function CellCard(props: Props): React.ReactElement {
  const { cell, isCurrent, trans } = props;
  const hasBody = cell.kind !== 'same' && !isOnlyMoved(cell);
  const [isOpen, setOpen] = React.useState(hasBody && isChange(cell));
  const head = React.useRef<HTMLButtonElement>(null);
  React.useEffect(() => {
    if (isCurrent) {
      setOpen(hasBody);
      head.current?.scrollIntoView({ block: 'start' });
      head.current?.focus({ preventScroll: true });
    }
  }, [isCurrent, hasBody]);
  return (
    <li className="jp-mm-Cell" data-kind={cell.kind} aria-current={isCurrent}>
      <h3>
        <button
          ref={head}
          type="button"
          className="jp-mm-Cell-head"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <span className="jp-mm-Cell-kind">{cellText(cell, trans)}</span>
          <code dir="auto">{shorten(visible(cell.title), 120)}</code>
          <span className="jp-mm-Cell-parts">
            {isOnlyMoved(cell) ? movedText(props) : partsText(cell, trans)}
          </span>
          <Lines {...props} />
        </button>
      </h3>
      {isOpen && <Body {...props} />}
    </li>
  );
}

function isOnlyMoved({ kind, parts }: ICellChange): boolean {
  return kind === 'moved' && parts.length === 0;
}

function movedText({ cell, trans }: Props): string {
  const { before, after } = cell;
  return before === null || after === null
    ? ''
    : trans.__('from place %1 to %2', before + 1, after + 1);
}

function Lines({ cell, trans }: Props): React.ReactElement | null {
  const { lines_added, lines_removed } = cell;
  if (lines_added + lines_removed === 0) {
    return null;
  }
  return (
    <span
      className="jp-mm-Cell-lines"
      title={trans.__('%1 lines added, %2 removed', lines_added, lines_removed)}
    >
      +{lines_added} −{lines_removed}
    </span>
  );
}

/** The cell at both sides: there while it is near, so that thousands cost little. */
function Body(props: Props): React.ReactElement {
  const { model, cell, trans } = props;
  const place = React.useRef<HTMLDivElement>(null);
  const isSeen = useSeen(place);
  const height = useLastHeight(place, isSeen);
  const pairs = model.bodies?.pairs ?? null;
  const [, again] = React.useReducer((count: number) => count + 1, 0);
  React.useEffect(() => {
    if (!pairs || !isSeen) {
      return;
    }
    pairs.want(cell);
    pairs.changed.connect(again);
    again();
    return () => {
      pairs.unwant(cell);
      pairs.changed.disconnect(again);
    };
  }, [pairs, cell, isSeen]);
  const latest = useLatest(pairs?.of(cell));
  const found = isSeen ? latest : undefined;
  return (
    <div
      ref={place}
      className="jp-mm-Cell-body"
      style={isSeen && found ? undefined : { minHeight: height }}
    >
      {found instanceof Error && (
        <p role="alert">
          {found.message}{' '}
          <button
            type="button"
            className="jp-mod-styled jp-mod-minimal jp-mm-Button"
            onClick={() => pairs?.retry(cell)}
          >
            {trans.__('Try again')}
          </button>
        </p>
      )}
      {found && !(found instanceof Error) && <Pair {...props} pair={found} />}
    </div>
  );
}

type Found = ICellPair | Error | undefined;

/** What was there stays until there is an answer, and also when that says the same. */
function useLatest(found: Found): Found {
  const latest = React.useRef(found);
  if (found && !isSame(found, latest.current)) {
    latest.current = found;
  }
  return latest.current;
}

function isSame(found: ICellPair | Error, known: Found): boolean {
  const isPair = known && !(known instanceof Error);
  return isPair
    ? JSONExt.deepEqual(found as PartialJSONObject, known as PartialJSONObject)
    : found === known;
}

/** nbdime and the editors are loaded with the first cell. */
function Pair(props: Props & { pair: ICellPair }): React.ReactElement | null {
  const { pair, isInline, model, editors, rendermime, trans } = props;
  const [views, setViews] = React.useState<typeof CellComparison | null>(null);
  const [isLost, setLost] = React.useState(false);
  const isLong = useLasting(views === null, 300);
  useChanges(model.changed);
  React.useEffect(() => {
    import('./CellComparison').then(setViews, () => setLost(true));
  }, []);
  const { onlyDifferences } = model;
  const make = React.useCallback(() => {
    if (!views) {
      throw new Error('The views of cells are not loaded.');
    }
    return views.makeCellComparison(pair, {
      ...{ isInline, onlyDifferences, model, editors, rendermime, trans }
    });
  }, [
    views,
    pair,
    isInline,
    onlyDifferences,
    model,
    editors,
    rendermime,
    trans
  ]);
  if (isLost) {
    const text = trans.__('This could not be loaded. Reload the page.');
    return <p role="alert">{text}</p>;
  }
  if (!views) {
    return isLong ? <p className="jp-mm-Hint">…</p> : null;
  }
  return (
    <>
      <Hosted make={make} />
      {pair.cut.map(text => (
        <p className="jp-mm-Hint" key={text} dir="auto">
          {visible(text)}
        </p>
      ))}
    </>
  );
}

/** How high the body was when it was last drawn: scrolling past must not jump. */
function useLastHeight(
  ref: React.RefObject<HTMLElement>,
  isDrawn: boolean
): number {
  const height = React.useRef(120);
  React.useEffect(() => {
    const node = ref.current;
    if (!node || !isDrawn) {
      return;
    }
    const observer = new ResizeObserver(() => {
      height.current = node.clientHeight || height.current;
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [ref, isDrawn]);
  return height.current;
}
