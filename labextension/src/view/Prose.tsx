import * as React from 'react';

import { visible } from '../model/format';

/** A sentence of the server, with what it has between backticks as code. */
export function Prose({ text }: { text: string }): React.ReactElement {
  const parts = visible(text).split(/`([^`]+)`/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? <code key={index}>{part}</code> : part
      )}
    </>
  );
}
