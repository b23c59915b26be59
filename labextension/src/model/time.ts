/** How long ago, in the unit that people would say; a view puts it in words. */
export interface IAge {
  unit: 'now' | 'second' | 'minute' | 'hour' | 'clock';
  value: number;
}

const MINUTE = 60;
const HOUR = 3600;

/** Age of a moment of today; older ones are told by clock below their day. */
export function ageOf(at: number, now: number): IAge {
  const seconds = Math.max(0, now - at);
  if (seconds < 5) {
    return { unit: 'now', value: 0 };
  }
  if (seconds < MINUTE) {
    return { unit: 'second', value: Math.floor(seconds) };
  }
  if (seconds < HOUR) {
    return { unit: 'minute', value: Math.floor(seconds / MINUTE) };
  }
  if (dayOf(at) === dayOf(now)) {
    return { unit: 'hour', value: Math.floor(seconds / HOUR) };
  }
  return { unit: 'clock', value: at };
}

/** The reader's calendar day of a moment, as 2026-11-21. */
export function dayOf(at: number): string {
  const date = new Date(at * 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Calendar days between two moments, as the reader counts them. */
export function daysBetween(at: number, now: number): number {
  const midnight = (seconds: number): number =>
    new Date(seconds * 1000).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

/** Days of many moments, which are mostly of the same: none is worked out twice. */
export class Days {
  of(at: number): string {
    if (at < this.begin || at >= this.end) {
      const midnight = new Date(at * 1000).setHours(0, 0, 0, 0);
      this.begin = midnight / 1000;
      this.end = new Date(midnight).setHours(24, 0, 0, 0) / 1000;
      this.day = dayOf(at);
    }
    return this.day;
  }

  private begin = Infinity;
  private end = -Infinity;
  private day = '';
}
