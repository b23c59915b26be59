/** A page that is hidden for longer asks once what it missed. */
const SLEEP_MS = 60_000;

/** A page that slept may have lost its event stream without being told. */
export function afterSleep(reload: () => void): void {
  let hiddenAt = Infinity;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hiddenAt = Date.now();
    } else if (Date.now() - hiddenAt > SLEEP_MS) {
      reload();
    }
  });
}
