import type { ReactWidget } from '@jupyterlab/ui-components';
import { afterEach, describe, expect, it } from 'vitest';

import { BuiltReport } from '../../../src/view/evidence/BuiltReport';
import { ConsentBody } from '../../../src/view/evidence/Consent';
import { ReproduceForm } from '../../../src/view/evidence/ReproduceForm';
import { VerdictReport } from '../../../src/view/evidence/VerdictReport';
import { makeJob, makeVerdict } from '../../evidence';
import { show, trans } from '../context';

const HOSTILE = '<img src=x onerror="window.hacked = true">\u202e';

let body: ReactWidget | undefined;

const draw = (widget: ReactWidget): Promise<HTMLElement> => {
  body = widget;
  return show(widget);
};

afterEach(() => {
  body?.dispose();
});

describe('VerdictReport', () => {
  it('names the first difference, the file and what was the same', async () => {
    const earlier = makeVerdict({ id: 'v0', outcome: 'same', summary: '' });
    const node = await draw(
      new VerdictReport([makeVerdict(), earlier], 'score', trans)
    );
    expect(node.querySelector('strong')?.textContent).toBe(
      'Reproduced: different'
    );
    expect(node.querySelector('.jp-mm-Summary')?.textContent).toBe(
      'acc: 0.93 became 0.91'
    );
    const [different] = node.querySelectorAll('[data-outcome]');
    expect(different?.textContent).toContain('score different');
    expect(node.textContent).toContain('1 cell with the same outputs.');
    const file = node.querySelector('[data-kind=changed]');
    expect(file?.textContent).toBe('customers.csv changed+1 row');
    expect(node.textContent).toContain('Python 3.11.7 · 12 s · tolerance 1e-6');
    expect(node.querySelector('details')?.textContent).toContain(
      '1 earlier attemptReproduced: the same'
    );
  });

  it('says of a full match how much was compared', async () => {
    const [same] = makeVerdict().outputs;
    const verdict = makeVerdict({
      ...{ outcome: 'same', summary: '', outputs: same ? [same, same] : [] },
      data: makeVerdict().data.map(check => ({ ...check, kind: 'same' }))
    });
    const node = await draw(new VerdictReport([verdict], '', trans));
    expect(node.textContent).toContain('All 2 cells, with the same outputs.');
    expect(node.textContent).toContain('1 file, the same as then.');
  });

  it('shows hostile words as text', async () => {
    const verdict = makeVerdict({
      ...{ summary: HOSTILE, python: HOSTILE },
      unmatched: [{ name: HOSTILE, wanted: HOSTILE, got: null, why: HOSTILE }],
      packages: [
        {
          ...{ name: HOSTILE, kind: 'changed', before: HOSTILE },
          ...{ after: HOSTILE, is_direct: true }
        }
      ]
    });
    const node = await draw(new VerdictReport([verdict], HOSTILE, trans));
    expect(node.querySelector('img')).toBeNull();
    expect(node.innerHTML).not.toContain('\u202e');
  });
});

describe('what a job asks and tells', () => {
  it('lists each thing that needs consent, as text', async () => {
    const job = makeJob({ needs_consent: ['-e git+https://h/x', HOSTILE] });
    const node = await draw(new ConsentBody(job, trans));
    const lines = [...node.querySelectorAll('li')];
    expect(lines).toHaveLength(2);
    expect(lines[0]?.textContent).toBe('-e git+https://h/x');
    expect(node.querySelector('img')).toBeNull();
  });

  it('takes how to reproduce, and refuses a tolerance that is none', async () => {
    const form = new ReproduceForm('score', trans);
    const node = await draw(form);
    expect(form.getValue()).toEqual({ is_slice: false, tolerance: 1e-6 });
    node.querySelectorAll<HTMLElement>('[type=radio]')[1]?.click();
    expect(form.getValue().is_slice).toBe(true);
  });

  it('says what a built environment has in another form', async () => {
    const built = {
      ...{ lock: 'aa', folder: '/e', python: '/e/bin/python', kernel: 'mm-aa' },
      packages: 41,
      unmatched: [
        {
          ...{ name: 'mylib', wanted: '0.1 (editable)', got: '0.1' },
          why: 'editable source: installed from the commit 4f1d instead'
        }
      ]
    };
    const node = await draw(new BuiltReport(built, trans));
    expect(node.querySelector('li')?.textContent).toBe(
      'mylib 0.1 (editable) → 0.1editable source: installed from the commit 4f1d instead'
    );
  });
});
