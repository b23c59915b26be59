import '../../../style/cells.css';

import { unifiedMergeView } from '@codemirror/merge';
import { EditorView } from '@codemirror/view';
import { Clipboard, ReactWidget } from '@jupyterlab/apputils';
import {
  CodeEditor,
  CodeEditorWrapper,
  type IEditorServices
} from '@jupyterlab/codeeditor';
import type { IOutput } from '@jupyterlab/nbformat';
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretLeftIcon,
  caretRightIcon,
  closeIcon
} from '@jupyterlab/ui-components';
import type { Widget } from '@lumino/widgets';
import * as React from 'react';

import type { ICellVersion } from '../../api/comparisons';
import type { CellVersions } from '../../model/notebook/cellVersions';
import { formatMetric } from '../../model/format';
import type { IHistory } from '../../tokens';
import { carefulRenderers, refuseCommands } from '../careful';
import { Hosted } from '../Hosted';
import { IconButton } from '../IconButton';
import { ageText } from '../words';

export interface ICellPopoverParts {
  versions: CellVersions;
  /** What the cell says now. */
  source: string;
  mimeType: string;
  history: IHistory;
  editors: IEditorServices;
  rendermime: IRenderMimeRegistry;
  trans: TranslationBundle;
  putBack: (version: ICellVersion) => void;
  close: () => void;
}

/** Earlier versions of one cell: the code against now, and what came out. */
export class CellPopover extends ReactWidget {
  constructor(private readonly parts: ICellPopoverParts) {
    super();
    this.addClass('jp-mm-CellPopover');
    this.node.tabIndex = -1;
    this.node.setAttribute('role', 'dialog');
    this.node.setAttribute(
      'aria-label',
      parts.trans.__('History of this cell')
    );
    refuseCommands(this.node);
    this.rendermime = carefulRenderers(parts.rendermime);
    parts.versions.changed.connect(() => this.update());
    this.node.addEventListener('keydown', event => this.onKey(event));
  }

  protected override render(): React.ReactElement {
    const { versions, trans, close } = this.parts;
    const { current } = versions;
    return (
      <>
        <div className="jp-mm-CellPopover-head">
          {current ? this.place() : <span role="status">{this.nothing()}</span>}
          <IconButton
            icon={closeIcon}
            label={trans.__('Close')}
            isEnabled
            onClick={close}
          />
        </div>
        {current && this.version(current)}
      </>
    );
  }

  private place(): React.ReactElement {
    const { versions, trans, history } = this.parts;
    const { current, index } = versions;
    const count = versions.versions.length;
    return (
      <>
        <IconButton
          icon={caretLeftIcon}
          label={trans.__('Older version')}
          isEnabled={index + 1 < count}
          onClick={() => versions.step(1)}
        />
        <span className="jp-mm-CellPopover-place" role="status">
          {trans.__('%1 of %2', count - index, count)}
        </span>
        <IconButton
          icon={caretRightIcon}
          label={trans.__('Newer version')}
          isEnabled={index > 0}
          onClick={() => versions.step(-1)}
        />
        <span className="jp-mm-CellPopover-facts">
          {trans._n('ran %1 time', 'ran %1 times', versions.runs)}
          {current && current.metrics.length > 0 && (
            <>
              {' '}
              ·{' '}
              {trans.__(
                'this version gave %1',
                metricsOf(current, history.preferences.metricPrecision)
              )}
            </>
          )}
          {current && (
            <>
              {' · '}
              {ageText(current.started_at, history.clock.now, trans)}
            </>
          )}
        </span>
      </>
    );
  }

  private version(current: ICellVersion): React.ReactElement {
    const { versions, trans, source, putBack } = this.parts;
    const isSame = current.source === source;
    return (
      <>
        <p className="jp-mm-CellPopover-label">
          {isSame
            ? trans.__('The code is the same now.')
            : trans.__('Code, and what putting it back changes')}
        </p>
        <Attached
          key={`code-${current.execution}`}
          make={() => this.code(current.source)}
        />
        {versions.outputs && versions.outputs.length > 0 && (
          <Attached
            key={`outputs-${current.execution}`}
            make={() => this.outputs(versions.outputs ?? [])}
          />
        )}
        <div className="jp-mm-CellPopover-acts">
          <button
            type="button"
            className="jp-mod-styled jp-mod-accept"
            onClick={() => putBack(current)}
          >
            {trans.__('Put this version back')}
          </button>
          <button
            type="button"
            className="jp-mod-styled"
            onClick={() => Clipboard.copyToSystem(current.source)}
          >
            {trans.__('Copy code')}
          </button>
        </div>
      </>
    );
  }

  private nothing(): string {
    const { versions, trans } = this.parts;
    if (versions.problem) {
      return versions.problem.message;
    }
    return versions.isLoaded ? trans.__('This cell has not run yet.') : '';
  }

  private code(source: string): Widget {
    const { editors, mimeType, trans } = this.parts;
    const model = new CodeEditor.Model({ mimeType });
    model.sharedModel.setSource(source);
    const widget = new CodeEditorWrapper({
      model,
      factory: options => editors.factoryService.newInlineEditor(options),
      editorOptions: {
        config: { readOnly: true, lineNumbers: false },
        extensions: [
          unifiedMergeView({
            original: this.parts.source,
            mergeControls: false,
            gutter: true
          }),
          EditorView.contentAttributes.of({ 'aria-label': trans.__('Code') })
        ]
      }
    });
    widget.disposed.connect(() => model.dispose());
    return widget;
  }

  /** What a store holds is shown as text and pictures, and never runs. */
  private outputs(values: IOutput[]): Widget {
    const model = new OutputAreaModel({ values, trusted: false });
    const area = new SimplifiedOutputArea({
      model,
      rendermime: this.rendermime,
      contentFactory: SimplifiedOutputArea.defaultContentFactory
    });
    area.addClass('jp-mm-CellPopover-outputs');
    area.disposed.connect(() => model.dispose());
    return area;
  }

  private onKey(event: KeyboardEvent): void {
    const { versions, close } = this.parts;
    const isInText =
      event.target instanceof Element && event.target.closest('.cm-editor');
    if (event.key === 'Escape') {
      close();
    } else if (isInText) {
      return;
    } else if (event.key === 'ArrowLeft') {
      versions.step(1);
    } else if (event.key === 'ArrowRight') {
      versions.step(-1);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private readonly rendermime: IRenderMimeRegistry;
}

/** A widget that stays as it was made; another key brings another one. */
function Attached(props: { make: () => Widget }): React.ReactElement {
  const first = React.useRef(props.make);
  return <Hosted make={first.current} />;
}

function metricsOf({ metrics }: ICellVersion, precision: number): string {
  return metrics
    .slice(0, 3)
    .map(({ name, value }) => `${name} ${formatMetric(value, precision)}`)
    .join(' · ');
}
