import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import type { Thumbnails } from '../../model/history/thumbnails';

/** Rows that are scrolled past are not worth a request. */
const PAUSE_MS = 80;

/** The picture among an execution's outputs, fetched while its row is shown. */
export function Thumbnail(props: {
  execution: string;
  thumbnails: Thumbnails;
  trans: TranslationBundle;
}): React.ReactElement {
  const { execution, thumbnails } = props;
  const [url, setUrl] = React.useState(thumbnails.get(execution));
  React.useEffect(() => {
    const arrive = (_: Thumbnails, id: string): void => {
      if (id === execution) {
        setUrl(thumbnails.get(execution));
      }
    };
    setUrl(thumbnails.get(execution));
    thumbnails.arrived.connect(arrive);
    const pause = setTimeout(() => thumbnails.request(execution), PAUSE_MS);
    return () => {
      clearTimeout(pause);
      thumbnails.cancel(execution);
      thumbnails.arrived.disconnect(arrive);
    };
  }, [execution, thumbnails]);
  return (
    <span className="jp-mm-Row-thumbnail">
      {url && (
        <img
          src={url}
          alt={props.trans.__('Output')}
          draggable={false}
          // Broken bytes are no picture, and their place says nothing.
          onError={() => setUrl(undefined)}
        />
      )}
    </span>
  );
}
