import * as React from 'react';

const ROWS = 5;

/** Stands for a list; appears only after 300 ms (style): a fast answer shows nothing else before. */
export function Skeleton({ label }: { label: string }): React.ReactElement {
  return (
    <div
      className="jp-mm-StateCard jp-mm-Skeleton"
      data-state="loading"
      role="status"
      aria-label={label}
    >
      {Array.from({ length: ROWS }, (_, index) => (
        <div key={index} className="jp-mm-Skeleton-row">
          <span className="jp-mm-Skeleton-glyph" />
          <span className="jp-mm-Skeleton-lines">
            <span />
            <span />
          </span>
        </div>
      ))}
    </div>
  );
}
