// What jsdom lacks and JupyterLab's packages touch when they are imported.
class NoEvent extends Event {}

class NoObserver {
  observe(): void {
    return;
  }
  unobserve(): void {
    return;
  }
  disconnect(): void {
    return;
  }
}

const nothing = (): void => undefined;

Object.assign(globalThis, {
  DragEvent: NoEvent,
  AnimationEvent: NoEvent,
  ResizeObserver: NoObserver,
  matchMedia: () => ({
    matches: false,
    addEventListener: nothing,
    removeEventListener: nothing,
    addListener: nothing, // Jupyter's web components still use the old names
    removeListener: nothing
  }),
  requestIdleCallback: (work: () => void) => setTimeout(work, 0),
  cancelIdleCallback: clearTimeout
});
