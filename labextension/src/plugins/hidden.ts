import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Cell } from '@jupyterlab/cells';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { PanelLayout } from '@lumino/widgets';

import type { IHiddenNote } from '../api/client';
import { visible } from '../model/format';
import { IHistory } from '../tokens';
import { CellNote } from '../view/notebook/CellNote';
import { hiddenText } from '../view/words';

/** Notes below cells whose output the notebook as it stands would not give. */
export const hidden: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-mm:hidden',
  description: 'Marks cells whose output rests on hidden state.',
  autoStart: true,
  requires: [IHistory],
  optional: [ITranslator],
  activate: (_, history: IHistory, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('jupyter_mm');
    let shown: CellNote[] = [];
    history.hidden.changed.connect(() => {
      shown.forEach(note => note.dispose());
      shown = [];
      for (const cell of history.followed.panel?.content.widgets ?? []) {
        const note = noteOf(cell, history.hidden.notes);
        if (note) {
          const text = hiddenText(note, trans);
          shown.push(put(cell, new CellNote(text, visible(note.text))));
        }
      }
    });
  }
};

function noteOf(
  cell: Cell,
  notes: readonly IHiddenNote[]
): IHiddenNote | undefined {
  return notes.find(note => note.cell === cell.model.id);
}

/** A cell that was never on screen has no parts yet to stand below. */
function put(cell: Cell, note: CellNote): CellNote {
  void cell.ready.then(() => {
    if (!note.isDisposed && !cell.isDisposed) {
      (cell.layout as PanelLayout).addWidget(note);
    }
  });
  return note;
}
