import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';

import type { IViewContext } from '../context';
import { LoadProblem } from '../LoadProblem';

export interface ILazyBody<P extends IViewContext = IViewContext> {
  /** Loads the code of the body, on first use. */
  load: () => Promise<React.FunctionComponent<P>>;
  /** Told whether anybody can see the section. */
  setShown?: (isShown: boolean) => void;
}

/** A section of the sidebar whose code is loaded when it is opened. */
export class LazySection<
  P extends IViewContext = IViewContext
> extends ReactWidget {
  constructor(
    private readonly context: P,
    private readonly body: ILazyBody<P>
  ) {
    super();
    this.addClass('jp-mm-Section');
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (this.isVisible) {
      this.begin(); // a sidebar that is open from the start is never shown anew
    }
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.begin();
  }

  private begin(): void {
    this.body.setShown?.(true);
    if (!this.component) {
      this.load();
    }
  }

  private load(): void {
    this.body
      .load()
      .then(
        component => (this.component = component),
        () => (this.hasFailed = true)
      )
      .finally(() => this.update());
  }

  protected override onBeforeHide(msg: Message): void {
    super.onBeforeHide(msg);
    this.body.setShown?.(false);
  }

  protected override render(): React.ReactElement | null {
    if (this.component) {
      return React.createElement(this.component, this.context);
    }
    const { trans } = this.context;
    const retry = (): void => this.load();
    return this.hasFailed
      ? React.createElement(LoadProblem, { retry, trans })
      : null;
  }

  private hasFailed = false;
  private component: React.FunctionComponent<P> | null = null;
}
