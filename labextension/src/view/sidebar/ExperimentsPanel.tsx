import type { ITranslator } from '@jupyterlab/translation';
import {
  PanelWithToolbar,
  ReactWidget,
  SidePanel
} from '@jupyterlab/ui-components';
import type { AccordionPanel } from '@lumino/widgets';
import * as React from 'react';

import { runsOf } from '../../model/runs/followed';
import type { IViewContext } from '../context';
import { Header } from './Header';
import { HistoryBody } from '../history/HistoryBody';
import { useChanges } from '../hooks';
import { LazySection } from './LazySection';
import { SECTIONS, type Section } from '../sections';
import { DataTitle, RunsTitle } from './SectionTitles';

/** What the sidebar "Experiments" shows. */
export class ExperimentsPanel extends SidePanel {
  constructor(context: IViewContext, translator: ITranslator) {
    super({ translator });
    const { trans } = context;
    this.addClass('jp-mm-Panel');

    const header = new Header(context);
    this.header.addWidget(header);
    const section = new PanelWithToolbar();
    section.title.label = trans.__('Checkpoints');
    section.toolbar.addItem('count', new Count(context));
    section.addWidget(
      new LazySection(
        {
          ...context,
          focusFilter: () => header.focusFilter(),
          clearFilter: () => header.clearFilter()
        },
        { load: () => Promise.resolve(HistoryBody) } // it came with the sidebar
      )
    );
    this.addWidget(section);
    const runs = new PanelWithToolbar();
    runs.title.label = trans.__('Runs');
    runs.toolbar.addItem('runs', new RunsTitle(context));
    runs.addWidget(
      new LazySection(context, {
        load: async () => (await import('../runs/RunList')).RunList,
        setShown: isShown => runsOf(context.history).setShown(isShown)
      })
    );
    this.addWidget(runs);
    const variables = new PanelWithToolbar();
    variables.title.label = trans.__('Variables');
    variables.addWidget(
      new LazySection(context, {
        load: async () =>
          (await import('../variables/VariableList')).VariableList,
        setShown: isShown => context.history.variables.setShown(isShown)
      })
    );
    this.addWidget(variables);
    const data = new PanelWithToolbar();
    data.title.label = trans.__('Data');
    data.toolbar.addItem('verify', new DataTitle(context));
    data.addWidget(
      new LazySection(context, {
        load: async () => (await import('../evidence/DataList')).DataList,
        setShown: isShown => context.history.data.setShown(isShown)
      })
    );
    this.addWidget(data);
    const environment = new PanelWithToolbar();
    environment.title.label = trans.__('Environment');
    environment.addWidget(
      new LazySection(context, {
        load: async () =>
          (await import('../evidence/EnvironmentList')).EnvironmentList,
        setShown: isShown => context.history.environments.setShown(isShown)
      })
    );
    this.addWidget(environment);
    shareHeight(this.content as AccordionPanel);
    this.node.addEventListener('contextmenu', ({ target }) => {
      const row = target instanceof Element && target.closest('.jp-mm-Row');
      this.menuOf = row ? row.closest<HTMLElement>('.jp-mm-List') : null;
    });
  }

  /** Open a section, as a click on its title does. */
  reveal(section: Section): void {
    (this.content as AccordionPanel).expand(SECTIONS.indexOf(section));
  }

  /** Give the keys back to the list that a closing menu was opened from. */
  menuClosed(): void {
    this.menuOf?.focus({ preventScroll: true });
    this.menuOf = null;
  }

  private menuOf: HTMLElement | null = null;
}

/** Open sections share the height: those closed from the start have none of their own yet. */
function shareHeight(sections: AccordionPanel): void {
  for (let index = 1; index < SECTIONS.length; index++) {
    sections.collapse(index);
  }
  sections.expansionToggled.connect(() => {
    sections.setRelativeSizes(
      sections.widgets.map(section => (section.isHidden ? 0 : 1))
    );
  });
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
