import { describe, expect, it } from 'vitest';

import { ageOf, dayOf, daysBetween } from '../../src/model/time';
import { NOON } from '../rows';

describe('ageOf', () => {
  it.each([
    [0, 'now', 0],
    [-30, 'now', 0],
    [30, 'second', 30],
    [200, 'minute', 3],
    [7300, 'hour', 2]
  ])('says %d seconds ago as %s', (ago, unit, value) => {
    expect(ageOf(NOON - ago, NOON)).toEqual({ unit, value });
  });

  it('tells the clock of another day', () => {
    expect(ageOf(NOON - 86_400, NOON).unit).toBe('clock');
  });
});

describe('days', () => {
  it('are those of the calendar', () => {
    expect(dayOf(NOON)).toBe('2026-11-21');
    expect(daysBetween(NOON - 13 * 3600, NOON)).toBe(1);
    expect(daysBetween(NOON - 3600, NOON)).toBe(0);
  });
});
