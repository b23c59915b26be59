import type { ITranslator } from '@jupyterlab/translation';
import {
  PanelWithToolbar,
  ReactWidget,
  SidePanel
} from '@jupyterlab/ui-components';
import * as React from 'react';

import type { IViewContext } from './context';
import { Header } from './Header';
import { HistorySection } from './HistorySection';
import { useChanges } from './hooks';
import { experimentsIcon } from './icons';

export const PANEL_ID = 'jupyter-mm:sidebar';

/** The sidebar "Experiments". */
export class ExperimentsPanel extends SidePanel {
  constructor(context: IViewContext, translator: ITranslator) {
    super({ translator });
    const { trans } = context;
    this.id = PANEL_ID;
    this.addClass('jp-mm-Panel');
    // The caption is Lab's tooltip and Notebook 7's menu entry.
    this.title.icon = experimentsIcon;
    this.title.caption = trans.__('Experiments');
    this.title.dataset = {
      ...this.title.dataset,
      jpTabLabel: trans.__('Experiments')
    };
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Experiments'));

    const header = new Header(context);
    this.header.addWidget(header);
    const section = new PanelWithToolbar();
    section.title.label = trans.__('Checkpoints');
    section.toolbar.addItem('count', new Count(context));
    section.addWidget(
      new HistorySection({
        ...context,
        focusFilter: () => header.focusFilter(),
        clearFilter: () => header.clearFilter()
      })
    );
    this.addWidget(section);
    this.node.addEventListener('contextmenu', ({ target }) => {
      this.hasMenu =
        target instanceof Element && target.closest('.jp-mm-Row') !== null;
    });
  }

  /** Give the keys back to the list that a closing menu was opened from. */
  menuClosed(): void {
    if (this.hasMenu) {
      this.hasMenu = false;
      this.node
        .querySelector<HTMLElement>('.jp-mm-List')
        ?.focus({ preventScroll: true });
    }
  }

  private hasMenu = false;
}

/** How many rows match, in the section's title. */
class Count extends ReactWidget {
  constructor(private readonly context: IViewContext) {
    super();
    this.addClass('jp-mm-Count');
  }

  protected override render(): React.ReactElement {
    return <CountText {...this.context} />;
  }
}

function CountText({ history, trans }: IViewContext): React.ReactElement {
  const { model } = history;
  useChanges(model.changed);
  const hasCount = model.notebook !== null && model.total > 0;
  return (
    <span title={trans.__('Executions in this list')}>
      {hasCount ? model.total.toLocaleString() : ''}
    </span>
  );
}
