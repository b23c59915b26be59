import '../../../style/evidence.css';
import '../../../style/compare.css';

import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import { TABS, type CompareTab } from '../../model/compare/compare';
import { useChanges, useLasting } from '../hooks';
import { Prose } from '../Prose';
import type { ICompareContext } from './context';
import { DataTab } from './DataTab';
import { EnvironmentTab } from './EnvironmentTab';
import { Head } from './Head';
import { MetricsTab } from './MetricsTab';
import { NotebookTab } from './NotebookTab';
import { Summary } from './Summary';
import { VariablesTab } from './VariablesTab';
import { countOf, tabText } from './words';

/** Two pieces of code beside each other need this. */
const WIDE_PX = 640;
const SKELETON_MS = 300;

const BODIES: Record<
  CompareTab,
  React.FunctionComponent<ICompareContext & { isInline: boolean }>
> = {
  notebook: NotebookTab,
  variables: VariablesTab,
  data: DataTab,
  environment: EnvironmentTab,
  metrics: MetricsTab
};

/** How two states differ: summary first, then what somebody looks at. */
export class CompareScreen extends ReactWidget {
  constructor(private readonly context: ICompareContext) {
    super();
    this.addClass('jp-mm-Compare');
  }

  protected override onActivateRequest(msg: Message): void {
    super.onActivateRequest(msg);
    // A new tab is activated before it is drawn.
    void this.renderPromise?.then(() => {
      this.node.querySelector<HTMLElement>('.jp-mm-Compare-body')?.focus();
    });
  }

  protected override render(): React.ReactElement {
    return <Screen {...this.context} />;
  }
}

function Screen(props: ICompareContext): React.ReactElement {
  const { model } = props;
  const frame = React.useRef<HTMLDivElement>(null);
  useChanges(model.changed);
  const isNarrow = useNarrow(frame);
  React.useEffect(() => {
    // Meanwhile the server compares; a failure is met again by the first cell.
    import('./CellComparison').catch(() => undefined);
  }, []);
  return (
    <div className="jp-mm-Compare-frame" ref={frame} data-narrow={isNarrow}>
      <Head {...props} isNarrow={isNarrow} />
      <Summary {...props} />
      {model.comparison && <Tabs {...props} />}
      <Body {...props} isInline={model.isInline || isNarrow} />
    </div>
  );
}

/** What stands where the comparison will be, or why there is none. */
function Waiting({ model, trans }: ICompareContext): React.ReactElement {
  const isLong = useLasting(model.isLoading, SKELETON_MS);
  const { problem } = model;
  return (
    <>
      {problem && !model.isLoading && (
        <div className="jp-mm-StateCard" data-state={problem.kind} role="alert">
          <p>
            <Prose
              text={
                problem.kind === 'offline'
                  ? trans.__('The server does not answer.')
                  : problem.message
              }
            />
          </p>
          {problem.hint !== '' && (
            <p>
              <Prose text={problem.hint} />
            </p>
          )}
          <button
            type="button"
            className="jp-mod-styled jp-mod-minimal jp-mm-Button"
            onClick={() => void model.load()}
          >
            {trans.__('Try again')}
          </button>
        </div>
      )}
      {isLong && (
        <p className="jp-mm-Hint" role="status">
          {trans.__('Comparing…')}
        </p>
      )}
    </>
  );
}

function Tabs({ model, trans }: ICompareContext): React.ReactElement {
  const { comparison, tab } = model;
  const list = React.useRef<HTMLDivElement>(null);
  const move = (event: React.KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    if (step !== 0) {
      const at = (TABS.indexOf(tab) + step + TABS.length) % TABS.length;
      model.show({ tab: TABS[at] ?? 'notebook' });
      list.current?.querySelectorAll('button')[at]?.focus();
      event.preventDefault();
    }
  };
  return (
    <div
      className="jp-mm-Compare-tabs"
      role="tablist"
      ref={list}
      onKeyDown={move}
    >
      {TABS.map(each => {
        const count = comparison ? countOf(each, comparison) : null;
        return (
          <button
            key={each}
            type="button"
            role="tab"
            className="jp-mm-Compare-tab"
            data-tab={each}
            aria-selected={each === tab}
            tabIndex={each === tab ? 0 : -1}
            onClick={() => model.show({ tab: each })}
          >
            {tabText(each, trans)} <span>({count ?? '–'})</span>
          </button>
        );
      })}
    </div>
  );
}

/** One element from the start: it keeps the focus when the answer comes. */
function Body(
  props: ICompareContext & { isInline: boolean }
): React.ReactElement {
  const { model, trans } = props;
  const Content = BODIES[model.tab];
  const panel = model.comparison && {
    role: 'tabpanel',
    'aria-label': tabText(model.tab, trans)
  };
  return (
    <div
      className={`jp-mm-Compare-body${panel ? ' jp-mm-Evidence' : ''}`}
      {...panel}
      tabIndex={0}
      aria-busy={model.isLoading}
    >
      {panel ? <Content {...props} /> : <Waiting {...props} />}
    </div>
  );
}

function useNarrow(ref: React.RefObject<HTMLElement>): boolean {
  const [isNarrow, setNarrow] = React.useState(false);
  React.useLayoutEffect(() => {
    const node = ref.current;
    if (!node) {
      return;
    }
    const measure = (): void => setNarrow(node.clientWidth < WIDE_PX);
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [ref]);
  return isNarrow;
}
