import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

/**
 * A bar above a document, as high as its words need.
 *
 * The header of a document is laid out by Lumino, which asks for a minimum
 * height and knows nothing of lines that wrap: the bar measures itself.
 */
export abstract class Bar extends ReactWidget {
  constructor() {
    super();
    this.addClass('jp-mm-Bar');
  }

  protected abstract line(): React.ReactElement | null;

  protected override render(): React.ReactElement {
    return <Line onHeight={this.onHeight}>{this.line()}</Line>;
  }

  private readonly onHeight = (height: number): void => {
    this.node.style.minHeight = `${height}px`;
    this.parent?.fit();
  };
}

function Line(props: {
  onHeight: (height: number) => void;
  children: React.ReactNode;
}): React.ReactElement {
  const { onHeight } = props;
  const ref = React.useRef<HTMLDivElement>(null);
  React.useLayoutEffect(() => {
    const node = ref.current;
    if (!node) {
      return;
    }
    const measure = (): void => {
      onHeight(Math.ceil(node.getBoundingClientRect().height) + 1);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [onHeight]);
  return (
    <div className="jp-mm-Bar-line" ref={ref}>
      {props.children}
    </div>
  );
}
