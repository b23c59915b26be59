import { diff, unifiedMergeView } from '@codemirror/merge';
import { EditorView } from '@codemirror/view';
import { CodeEditor, CodeEditorWrapper } from '@jupyterlab/codeeditor';
import type { Widget } from '@lumino/widgets';
import { createNbdimeMergeView } from 'nbdime/lib/common/mergeview';
import { StringDiffModel, type IStringDiffModel } from 'nbdime/lib/diff/model';
import { DiffRangeRaw } from 'nbdime/lib/diff/range';

import type { ICellParts } from './parts';

/** Texts longer than this hide the lines that are the same. */
const LONG_LINES = 60;
/** Texts that differ everywhere are not worth more time than this. */
const DIFF_BUDGET = { scanLimit: 500, timeout: 150 };

interface ITextParts extends ICellParts {
  label: string;
}

/** Two texts: nbdime's view beside each other, CodeMirror's own one inline. */
export function compareTexts(
  model: IStringDiffModel,
  parts: ITextParts
): Widget {
  const { base, remote } = model;
  const isOneSided = base === null || remote === null || base === remote;
  const widget =
    parts.isInline && !isOneSided
      ? inlineView(base, remote, model.mimetype, parts)
      : besideEachOther(model, parts);
  widget.addClass('jp-mm-TextComparison');
  return widget;
}

/** Two texts that nbdime did not compare. */
export function textModel(
  before: string | null,
  after: string | null,
  type: string
): IStringDiffModel {
  const changes =
    before === null || after === null
      ? [
          {
            fromA: 0,
            toA: before?.length ?? 0,
            fromB: 0,
            toB: after?.length ?? 0
          }
        ]
      : diff(before, after, DIFF_BUDGET);
  const ranges = (from: 'fromA' | 'fromB', to: 'toA' | 'toB'): DiffRangeRaw[] =>
    changes
      .filter(change => change[to] > change[from])
      .map(change => new DiffRangeRaw(change[from], change[to] - change[from]));
  const model = new StringDiffModel(
    before,
    after,
    after === null ? [] : ranges('fromB', 'toB'),
    before === null ? [] : ranges('fromA', 'toA')
  );
  model.mimetype = type;
  return model;
}

function besideEachOther(model: IStringDiffModel, parts: ITextParts): Widget {
  const view = createNbdimeMergeView({
    remote: model,
    factory: factoryOf(parts),
    collapseIdentical: isLong(model)
  });
  const sides = view.node.querySelectorAll('.cm-content');
  sides.forEach((node, i) => {
    node.setAttribute('aria-label', sideLabel(parts, sides.length, i));
  });
  return view;
}

function sideLabel(
  { label, trans }: ITextParts,
  sides: number,
  side: number
): string {
  if (sides === 1) {
    return label;
  }
  return side === 0
    ? trans.__('%1 before', label)
    : trans.__('%1 after', label);
}

function inlineView(
  before: string,
  after: string,
  type: string | undefined,
  parts: ITextParts
): Widget {
  const model = new CodeEditor.Model({ mimeType: type ?? 'text/plain' });
  model.sharedModel.setSource(after);
  const lines = { margin: 2, minSize: 4 };
  const widget = new CodeEditorWrapper({
    model,
    factory: factoryOf(parts),
    editorOptions: {
      config: { readOnly: true, lineNumbers: false },
      extensions: [
        unifiedMergeView({
          original: before,
          mergeControls: false,
          diffConfig: DIFF_BUDGET,
          ...(lineCount(after) > LONG_LINES ? { collapseUnchanged: lines } : {})
        }),
        EditorView.contentAttributes.of({ 'aria-label': parts.label })
      ]
    }
  });
  widget.disposed.connect(() => model.dispose());
  return widget;
}

/** JupyterLab's own editors: its theme, its languages. */
function factoryOf({ editors }: ICellParts): CodeEditor.Factory {
  return editors.factoryService.newInlineEditor.bind(editors.factoryService);
}

function isLong({ base, remote }: IStringDiffModel): boolean {
  return lineCount(base ?? '') + lineCount(remote ?? '') > 2 * LONG_LINES;
}

function lineCount(text: string): number {
  return text.split('\n').length;
}
