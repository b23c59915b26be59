import type { IOutput } from '@jupyterlab/nbformat';
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import { ReactWidget } from '@jupyterlab/ui-components';
import { Panel, Widget } from '@lumino/widgets';
import * as React from 'react';

import {
  pictureOf,
  textOf,
  type IOutputPair
} from '../../model/compare/outputs';
import type { ICellParts } from './parts';
import { Pictures } from './Pictures';
import { compareTexts, textModel } from './TextComparison';

/** An output at both sides: pictures over each other, texts by line, others as they are. */
export function makeOutputs(pair: IOutputPair, parts: ICellParts): Widget {
  const panel = new Panel();
  panel.addClass('jp-mm-OutputComparison');
  panel.addWidget(labelOf(pair, parts));
  panel.addWidget(bodyOf(pair, parts));
  return panel;
}

function labelOf(
  { before, after, isSame }: IOutputPair,
  parts: ICellParts
): Widget {
  const { trans } = parts;
  const label = new Widget({ node: document.createElement('p') });
  label.addClass('jp-mm-Compare-label');
  if (isSame) {
    label.node.textContent = trans.__('Output, the same');
  } else if (!before) {
    label.node.textContent = trans.__('Output added');
  } else if (!after) {
    label.node.textContent = trans.__('Output removed');
  } else {
    label.node.textContent = trans.__('Output');
  }
  return label;
}

function bodyOf(
  { before, after, isSame }: IOutputPair,
  parts: ICellParts
): Widget {
  const one = after ?? before;
  if (isSame || !before || !after) {
    return one ? rendered(one, parts) : new Widget();
  }
  const old = pictureOf(before);
  const now = pictureOf(after);
  if (old && now) {
    return ReactWidget.create(
      <Pictures
        before={old}
        after={now}
        model={parts.model}
        trans={parts.trans}
      />
    );
  }
  const oldText = textOf(before);
  const nowText = textOf(after);
  if (oldText !== null && nowText !== null) {
    const label = parts.trans.__('Output');
    const model = textModel(oldText, nowText, 'text/plain');
    return compareTexts(model, { ...parts, label });
  }
  return besideEachOther(before, after, parts);
}

function besideEachOther(
  before: IOutput,
  after: IOutput,
  parts: ICellParts
): Widget {
  const panel = new Panel();
  panel.addClass('jp-mm-Pair');
  panel.toggleClass('jp-mod-inline', parts.isInline);
  const side = (output: IOutput, className: string): void => {
    const widget = rendered(output, parts);
    widget.addClass(className);
    panel.addWidget(widget);
  };
  side(before, 'jp-mod-before');
  side(after, 'jp-mod-after');
  return panel;
}

/** Outputs from history are never trusted: nothing in them runs. */
function rendered(output: IOutput, { rendermime }: ICellParts): Widget {
  const model = new OutputAreaModel({ values: [output], trusted: false });
  const area = new SimplifiedOutputArea({
    model,
    rendermime,
    contentFactory: SimplifiedOutputArea.defaultContentFactory
  });
  area.disposed.connect(() => model.dispose());
  return area;
}
