import { asProblem, type ProblemError } from '../api/problem';

/** Something that is asked for when it is first looked at, and once. */
export class Loaded<T> {
  constructor(
    private readonly load: () => Promise<T>,
    private readonly settled: () => void
  ) {}

  value: T | null = null;
  problem: ProblemError | null = null;

  /** Ask for it, unless that was done; after a problem it is asked for again. */
  request(): void {
    if (this.isRequested) {
      return;
    }
    this.isRequested = true;
    this.problem = null;
    void this.load().then(
      value => {
        this.value = value;
        this.settled();
      },
      (reason: unknown) => {
        this.problem = asProblem(reason);
        this.settled();
      }
    );
  }

  /** Ask again for what could not be had. */
  retry(): void {
    if (this.problem) {
      this.isRequested = false;
      this.request();
      this.settled();
    }
  }

  private isRequested = false;
}
