import { describe, expect, it, vi } from 'vitest';

import type { IVariableLife } from '../../../src/api/comparisons';
import { VariableLives } from '../../../src/model/variables/lives';
import {
  loaderOf,
  otherName,
  shortType
} from '../../../src/model/variables/names';

const LIFE = { name: 'df', moments: [], total: 0 } as IVariableLife;

function makeLives(
  answer = (): Promise<IVariableLife> => Promise.resolve(LIFE)
) {
  const variableLife = vi.fn(answer);
  const page = { path: 'a.ipynb' as string | null };
  const lives = new VariableLives({ variableLife }, () => page.path);
  const changed = vi.fn();
  lives.changed.connect(changed);
  return { lives, variableLife, page, changed };
}

describe('VariableLives', () => {
  it('loads a life when it is opened, and forgets it when it is closed', async () => {
    const { lives, variableLife } = makeLives();
    lives.toggle('df');
    expect(lives.of('df')).toEqual({ life: null, problem: null });
    await vi.waitFor(() => {
      expect(lives.of('df')?.life).toBe(LIFE);
    });
    expect(variableLife.mock.calls).toEqual([['df', 'a.ipynb']]);
    lives.toggle('df');
    expect(lives.of('df')).toBeNull();
  });

  it('asks again only for what is open', async () => {
    const { lives, variableLife } = makeLives();
    lives.refresh();
    expect(variableLife).not.toHaveBeenCalled();
    lives.toggle('df');
    lives.refresh();
    await vi.waitFor(() => {
      expect(lives.of('df')?.life).toBe(LIFE);
    });
    expect(variableLife).toHaveBeenCalledTimes(2);
  });

  it('keeps what it knows when a question fails, and says why', async () => {
    const { lives, variableLife } = makeLives();
    lives.toggle('df');
    await vi.waitFor(() => {
      expect(lives.of('df')?.life).toBe(LIFE);
    });
    variableLife.mockRejectedValueOnce(new Error('away'));
    lives.refresh();
    await vi.waitFor(() => {
      expect(lives.of('df')?.problem).not.toBeNull();
    });
    expect(lives.of('df')?.life).toBe(LIFE);
  });

  it('drops an answer for another notebook', async () => {
    let answer: (life: IVariableLife) => void = () => undefined;
    const { lives, page } = makeLives(
      () => new Promise(resolve => (answer = resolve))
    );
    lives.toggle('df');
    page.path = 'b.ipynb';
    lives.clear();
    lives.toggle('df');
    const second = answer;
    page.path = 'c.ipynb';
    second(LIFE);
    await Promise.resolve();
    expect(lives.of('df')?.life).toBeNull();
  });

  it('names once the variable that somebody asked for', () => {
    const { lives } = makeLives();
    lives.show('df');
    expect(lives.takeWanted()).toBe('df');
    expect(lives.takeWanted()).toBeNull();
    expect(lives.of('df')).not.toBeNull();
  });

  it('shows nothing without a notebook', () => {
    const { lives, page, variableLife } = makeLives();
    page.path = null;
    lives.toggle('df');
    expect(lives.of('df')).toBeNull();
    expect(variableLife).not.toHaveBeenCalled();
  });
});

describe('names of variables', () => {
  it('offers a name that is not taken', () => {
    expect(otherName('clf', [])).toBe('clf_old');
    expect(otherName('clf', ['clf_old', 'clf_old2'])).toBe('clf_old3');
  });

  it('writes code that loads a value', () => {
    expect(loaderOf('ab'.repeat(32), 'clf')).toBe(
      'import jupyter_mm as mm; clf = mm.get("abababababab", "clf")'
    );
    expect(loaderOf('first "good"', 'clf')).toContain('"first \\"good\\""');
  });

  it('says the last word of a type', () => {
    expect(shortType('pandas.core.frame.DataFrame')).toBe('DataFrame');
    expect(shortType('int')).toBe('int');
  });
});
