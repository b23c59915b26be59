import type { ITranslator } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { BoxPanel, type Widget } from '@lumino/widgets';
import * as React from 'react';

import type { IViewContext } from './context';
import type { ExperimentsPanel } from './sidebar/ExperimentsPanel';
import { experimentsIcon } from './icons';
import { LoadProblem } from './LoadProblem';
import { PANEL_ID, type Section } from './sections';

/** The place of "Experiments" in the sidebar; what it shows is loaded when it is opened. */
export class Sidebar extends BoxPanel {
  constructor(
    private readonly context: IViewContext,
    private readonly translator: ITranslator
  ) {
    super();
    const { trans } = context;
    this.id = PANEL_ID;
    // The caption is Lab's tooltip and Notebook 7's menu entry.
    this.title.icon = experimentsIcon;
    this.title.caption = trans.__('Experiments');
    this.title.dataset = {
      ...this.title.dataset,
      jpTabLabel: trans.__('Experiments')
    };
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Experiments'));
  }

  /** Fill it, opened or not. */
  fill(): Promise<ExperimentsPanel> {
    if (this.filled === null) {
      this.filled = this.load();
      this.filled.catch(() => {
        this.filled = null; // tried again when it is opened again
        this.addWidget((this.problem = this.makeProblem()));
      });
    }
    return this.filled;
  }

  /** Open a section, as a click on its title does. */
  reveal(section: Section): void {
    this.fill().then(
      panel => panel.reveal(section),
      () => undefined // the panel says so
    );
  }

  /** Give the keys back to the list that a closing menu was opened from. */
  menuClosed(): void {
    this.panel?.menuClosed();
  }

  protected override onAfterAttach(): void {
    if (this.isVisible) {
      void this.fill(); // one that is open from the start is never shown anew
    }
  }

  protected override onBeforeShow(): void {
    void this.fill();
  }

  private async load(): Promise<ExperimentsPanel> {
    this.problem?.dispose();
    const { ExperimentsPanel } = await import('./sidebar/ExperimentsPanel');
    this.panel = new ExperimentsPanel(this.context, this.translator);
    this.addWidget(this.panel);
    return this.panel;
  }

  private makeProblem(): Widget {
    const retry = (): void => void this.fill();
    const { trans } = this.context;
    return ReactWidget.create(
      React.createElement(LoadProblem, { retry, trans })
    );
  }

  private problem: Widget | null = null;
  private panel: ExperimentsPanel | null = null;
  private filled: Promise<ExperimentsPanel> | null = null;
}
