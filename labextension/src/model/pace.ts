/** Tells at once, and of what follows closely upon that only the last. */
export class Pace {
  constructor(
    private readonly tell: () => void,
    private readonly pause: number
  ) {}

  invoke(): void {
    if (this.isResting) {
      this.isLate = true;
      return;
    }
    this.isResting = true;
    setTimeout(() => {
      this.isResting = false;
      if (this.isLate) {
        this.isLate = false;
        this.invoke();
      }
    }, this.pause);
    this.tell();
  }

  /** Whether something was told a moment ago. */
  isResting = false;
  private isLate = false;
}
