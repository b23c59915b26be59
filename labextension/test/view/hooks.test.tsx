import { ReactWidget } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import { describe, expect, it } from 'vitest';

import { useChanges } from '../../src/view/hooks';
import { show } from './context';

/** Something that is answered as soon as it is on the page. */
class Answer {
  readonly changed = new Signal<this, void>(this);
  text = 'asked';

  arrive(): void {
    this.text = 'answered';
    this.changed.emit();
  }
}

function Shown({ answer }: { answer: Answer }): React.ReactElement {
  useChanges(answer.changed);
  return <p>{answer.text}</p>;
}

/** Its answer comes right after the page is drawn, before React does anything else. */
function Quick({ answer }: { answer: Answer }): React.ReactElement {
  React.useLayoutEffect(() => answer.arrive(), [answer]);
  return <Shown answer={answer} />;
}

describe('useChanges', () => {
  it('misses nothing that comes right after the first drawing', async () => {
    const node = await show(
      ReactWidget.create(<Quick answer={new Answer()} />)
    );
    await new Promise(resolve => setTimeout(resolve));
    expect(node.textContent).toBe('answered');
  });
});
