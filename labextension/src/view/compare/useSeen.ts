import * as React from 'react';

/** Near enough to be made ready: two screens or so. */
const MARGIN = '1200px 0px';

/** Whether an element is on screen, or soon will be. */
export function useSeen(ref: React.RefObject<HTMLElement>): boolean {
  const [isSeen, setSeen] = React.useState(false);
  React.useEffect(() => {
    const node = ref.current;
    if (!node) {
      return;
    }
    const observer = new IntersectionObserver(
      entries => {
        const last = entries[entries.length - 1];
        setSeen(last?.isIntersecting ?? false);
      },
      { root: node.closest('.jp-mm-Compare-body'), rootMargin: MARGIN }
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, [ref]);
  return isSeen;
}
