import type { TranslationBundle } from '@jupyterlab/translation';
import { infoIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import { formatBytes, shorten, visible } from '../../model/format';
import type { IAsk } from '../../model/kernel/kernel';
import { Bar } from '../Bar';

/** The bar at the top of a notebook that asks about one large variable at a time. */
export class AskBar extends Bar {
  constructor(
    private readonly decide: (name: string, keep: boolean) => void,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.hide();
  }

  /** Ask about the first of these, or nothing. */
  present(asks: readonly IAsk[]): void {
    this.asks = asks;
    this.setHidden(asks.length === 0);
    this.update();
  }

  protected override line(): React.ReactElement | null {
    const { trans } = this;
    const [ask, ...others] = this.asks;
    if (!ask) {
      return null;
    }
    const name = shorten(visible(ask.name), 40);
    return (
      <>
        <infoIcon.react tag="span" className="jp-mm-Bar-icon" />
        <span className="jp-mm-Bar-text" role="status">
          <code dir="auto">{name}</code>{' '}
          {trans.__(
            'takes %1. Keep it with each checkpoint?',
            formatBytes(ask.size_bytes)
          )}
          {others.length > 0 &&
            ` ${trans._n('(%1 more)', '(%1 more)', others.length)}`}
        </span>
        <button
          type="button"
          className="jp-mod-styled jp-mod-accept jp-mm-Button"
          onClick={() => this.decide(ask.name, true)}
        >
          {trans.__('Keep')}
        </button>
        <button
          type="button"
          className="jp-mod-styled jp-mod-minimal jp-mm-Button"
          title={trans.__('%1 is not kept from now on', name)}
          onClick={() => this.decide(ask.name, false)}
        >
          {trans.__('Skip')}
        </button>
      </>
    );
  }

  private asks: readonly IAsk[] = [];
}
