/** Both or none: when the second step fails, the first one is taken back. */
export async function bothOrNone(
  act: () => Promise<void>,
  takeBack: (() => Promise<unknown>) | null
): Promise<void> {
  try {
    await act();
  } catch (reason) {
    await takeBack?.().catch(() => undefined); // the first reason is the one to tell
    throw reason;
  }
}
