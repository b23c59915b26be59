import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import { afterEach, describe, expect, it } from 'vitest';

import type { IDrift } from '../../../src/api/client';
import type { IHistoryChange } from '../../../src/api/events';
import { Drift } from '../../../src/model/evidence/drift';
import { DriftNotes } from '../../../src/view/evidence/DriftNotes';
import { DIFFERENCE, makeVerdict } from '../../evidence';
import { drawn, show, trans } from '../context';

let widget: ReactWidget | undefined;

async function draw(found: IDrift): Promise<HTMLElement> {
  const drift = new Drift({
    client: { drift: () => Promise.resolve(found) },
    changes: new Signal<unknown, IHistoryChange>({}),
    ...{ ref: 'ab', notebook: null }
  });
  widget = ReactWidget.create(<DriftNotes drift={drift} trans={trans} />);
  const node = await show(widget);
  await drawn();
  return node;
}

describe('DriftNotes', () => {
  afterEach(() => {
    widget?.dispose();
  });

  it('tell what differs from now, and list it when they are opened', async () => {
    const node = await draw({
      environment: DIFFERENCE,
      data: makeVerdict().data
    });
    const [environment, data] = node.querySelectorAll('button');
    expect(environment?.textContent).toBe('Environment differs from now (2)');
    expect(data?.textContent).toBe('Data changed since (1)');
    environment?.click();
    await drawn();
    expect(node.querySelector('.jp-mm-Drift')?.textContent).toContain(
      'numpy 1.26.4 → 2.0.1'
    );
    data?.click();
    await drawn();
    expect(node.querySelector('.jp-mm-Drift')?.textContent).toBe(
      'customers.csv changed+1 row'
    );
    data?.click();
    await drawn();
    expect(node.querySelector('.jp-mm-Drift')).toBeNull();
  });

  it('do not call changed what nobody has read', async () => {
    const [check] = makeVerdict().data;
    const node = await draw({
      environment: { before: null, after: null, packages: [], facts: [] },
      data: check ? [{ ...check, kind: 'unknown', detail: '' }] : []
    });
    const [data] = node.querySelectorAll('button');
    expect(data?.textContent).toBe('Data saved since (1)');
    data?.click();
    await drawn();
    expect(node.querySelector('.jp-mm-Drift')?.textContent).toBe(
      'customers.csv was saved since; its content was not read'
    );
  });

  it('say nothing where nothing differs', async () => {
    const same = { before: null, after: null, packages: [], facts: [] };
    const node = await draw({ environment: same, data: [] });
    expect(node.textContent).toBe('');
  });
});
