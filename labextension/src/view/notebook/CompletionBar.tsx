import type { TranslationBundle } from '@jupyterlab/translation';
import { historyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { ICompletion } from '../../model/notebook/completion';
import { Bar } from '../Bar';

export interface IBarActions {
  complete: () => void;
  dismiss: () => void;
}

/** The bar at the top of a notebook that missed outputs. */
export class CompletionBar extends Bar {
  constructor(
    private readonly actions: IBarActions,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.hide();
  }

  /** Show what is missing, or nothing. */
  present(completion: ICompletion): void {
    this.completion = completion;
    const { ready, running, changed } = completion;
    this.setHidden(ready.length + running.length + changed.length === 0);
    this.update();
  }

  protected override line(): React.ReactElement | null {
    if (!this.completion) {
      return null;
    }
    const { ready, running } = this.completion;
    const { trans } = this;
    return (
      <>
        <historyIcon.react tag="span" className="jp-mm-Bar-icon" />
        <span className="jp-mm-Bar-text" role="status">
          {completionText(this.completion, trans)}
        </span>
        {ready.length > 0 && (
          <button
            type="button"
            className="jp-mod-styled jp-mod-accept jp-mm-Button"
            onClick={this.actions.complete}
          >
            {trans.__('Complete notebook')}
          </button>
        )}
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button"
          onClick={this.actions.dismiss}
        >
          {ready.length === 0 && running.length > 0
            ? trans.__('Close')
            : trans.__('Not now')}
        </button>
      </>
    );
  }

  private completion: ICompletion | null = null;
}

/** What was missed, in one line. */
export function completionText(
  { ready, running, changed }: ICompletion,
  trans: TranslationBundle
): string {
  const parts: string[] = [];
  if (ready.length > 0) {
    parts.push(
      trans._n(
        '%1 cell ran while this page was closed',
        '%1 cells ran while this page was closed',
        ready.length
      )
    );
  }
  if (running.length > 0) {
    parts.push(
      trans._n(
        '%1 cell is still running; its output can be put in when it is done',
        '%1 cells are still running; their outputs can be put in when they are done',
        running.length
      )
    );
  }
  if (changed.length > 0) {
    parts.push(
      trans._n(
        '%1 cell was edited since it ran and stays as it is',
        '%1 cells were edited since they ran and stay as they are',
        changed.length
      )
    );
  }
  return parts.join(' · ');
}
