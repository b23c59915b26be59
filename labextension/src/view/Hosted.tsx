import { Widget } from '@lumino/widgets';
import * as React from 'react';

/** A widget of JupyterLab or nbdime among React's elements; it ends with its place. */
export function Hosted(props: { make: () => Widget }): React.ReactElement {
  const host = React.useRef<HTMLDivElement>(null);
  const { make } = props;
  React.useLayoutEffect(() => {
    if (!host.current) {
      return;
    }
    const widget = make();
    Widget.attach(widget, host.current);
    return () => widget.dispose();
  }, [make]);
  return <div ref={host} />;
}
