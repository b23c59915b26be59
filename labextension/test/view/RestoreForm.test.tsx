import { afterEach, describe, expect, it } from 'vitest';

import type { IRestorePlan } from '../../src/model/kernel/kernel';
import {
  doesAnything,
  firstChoices,
  type IRestoreOffer,
  type IWish
} from '../../src/model/restore/offer';
import { RestoreForm } from '../../src/view/restore/RestoreForm';
import { drawn, show, trans } from './context';

const PLAN: IRestorePlan = {
  checkpoint: 'ab'.repeat(32),
  load: [{ name: 'df', type: 'DataFrame', summary: '8 × 2', size_bytes: 9 }],
  unchanged: ['depth'],
  remove: ['later'],
  cannot: [{ name: 'db', type: 'Connection', reason: 'an open connection' }],
  bytes: 9
};
const OFFER: IRestoreOffer = {
  name: 'a.ipynb',
  title: 'first good model',
  notebook: { changed: 2, added: 1, removed: 0, outputs: 0 },
  notebookHindrance: null,
  plan: PLAN,
  variablesHindrance: null,
  kept: null,
  packages: 1,
  running: 0,
  others: [],
  isReadOnly: false
};

describe('RestoreForm', () => {
  let form: RestoreForm | undefined;

  async function draw(
    change: Partial<IRestoreOffer> = {},
    wish: IWish = {}
  ): Promise<HTMLElement> {
    const offer = { ...OFFER, ...change };
    form = new RestoreForm(offer, firstChoices(offer, wish), trans);
    return show(form);
  }

  async function press(node: HTMLElement, label: string): Promise<void> {
    const found = [...node.querySelectorAll('label')].find(
      one => one.textContent === label
    );
    found?.querySelector('input')?.click();
    await drawn();
  }

  afterEach(() => {
    form?.dispose();
  });

  it('says of each part what would happen, and begins with all of it', async () => {
    const { textContent } = await draw();
    expect(textContent).toContain('3 cells change · 1 comes back');
    expect(textContent).toContain(
      '3: 1 from the store · 1 the same now · 1 cannot come back; 1 made since goes away'
    );
    expect(textContent).toContain('1 package differs');
    expect(textContent).toContain('an open connection');
    expect(form?.getValue()).toEqual({
      ...{ notebook: true, variables: true, recompute: [] },
      ...{ environment: 'warn', into: 'branch', branch: '' }
    });
  });

  it('takes what is chosen', async () => {
    const node = await draw();
    await press(node, 'Variables');
    await press(node, 'build a kernel from the lock');
    await press(node, 'this notebook');
    expect(form?.getValue()).toMatchObject({
      ...{ notebook: true, variables: false },
      ...{ environment: 'build', into: 'notebook' }
    });
    await press(node, 'Notebook');
    await press(node, 'ignore');
    const value = form?.getValue();
    expect(value && doesAnything(value)).toBe(false);
  });

  it('says what will be interrupted, and who else is here', async () => {
    const node = await draw({
      ...{ plan: null, kept: 23, running: 3, others: ['Mira', 'Sam'] }
    });
    expect(node.textContent).toContain(
      '23: what changes is known when the running cell has ended'
    );
    expect(node.textContent).toContain('3 running cells will be interrupted.');
    expect(node.textContent).toContain('Mira, Sam have this notebook open too');
    await press(node, 'Variables');
    expect(node.textContent).not.toContain('interrupted');
  });

  it('offers only a copy where nothing can be kept', async () => {
    const node = await draw({
      ...{ isReadOnly: true, plan: null },
      ...{ notebookHindrance: 'read-only', variablesHindrance: 'read-only' }
    });
    expect(form?.getValue()).toMatchObject({ into: 'copy', variables: false });
    await press(node, 'this notebook');
    expect(form?.getValue().into).toBe('copy');
    expect(node.textContent).toContain('The notebook that is open stays');
  });

  it('says why a part cannot come back', async () => {
    const node = await draw({
      ...{ notebook: null, notebookHindrance: 'not-seen' },
      ...{ plan: null, variablesHindrance: 'no-support' }
    });
    expect(node.textContent).toContain('only the executed cells are known');
    expect(node.textContent).toContain('the kernel has no jupyter_mm');
    expect(form?.getValue()).toMatchObject({
      notebook: false,
      variables: false
    });
  });

  it('begins with what a command asked for', async () => {
    await draw({}, { parts: ['notebook'], into: 'notebook', branch: 'b' });
    expect(form?.getValue()).toMatchObject({
      ...{ notebook: true, variables: false, into: 'notebook', branch: 'b' }
    });
  });
});
