import { describe, expect, it } from 'vitest';

import {
  exactValue,
  metricDetail,
  settingText
} from '../../../src/view/runs/words';
import { makeMetric } from '../../runs';
import { trans } from '../../translation';

describe('what is said of runs', () => {
  it('has the digits of a setting that somebody wrote, three at most', () => {
    const texts = [0.003, 8, 0.123456, 1e-7, 1234567, 'adam', true, null].map(
      value => settingText(value, 3)
    );
    expect(texts).toEqual([
      ...['0.003', '8', '0.123', '1e-7', '1234567', 'adam', 'true', '–']
    ]);
  });

  it('has all digits of a metric in its tooltip', () => {
    expect(metricDetail(makeMetric('acc', [0.12345, 0.5, 0.4]), trans)).toBe(
      'acc: last 0.4, lowest 0.12345, highest 0.5, 3 values'
    );
    expect(metricDetail(makeMetric('acc', [1]), trans)).toBe(
      'acc: last 1, 1 value'
    );
    expect(exactValue(null)).toBe('–');
  });
});
