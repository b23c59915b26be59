import type { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

/** The server takes no longer ones. */
const LONGEST = 4000;

/** A few lines of text, for a dialog. */
export class NoteForm extends Widget implements Dialog.IBodyWidget {
  constructor(note: string, trans: TranslationBundle) {
    super();
    this.addClass('jp-mm-NoteForm');
    this.text = document.createElement('textarea');
    this.text.className = 'jp-mod-styled';
    this.text.rows = 6;
    this.text.maxLength = LONGEST;
    this.text.value = note;
    this.text.placeholder = trans.__('What is worth knowing about it');
    this.text.setAttribute('aria-label', trans.__('Note'));
    this.text.dir = 'auto';
    // Enter makes a line, as in any text; the dialog would take it as "Save".
    this.text.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
        event.stopPropagation();
      }
    });
    this.node.append(this.text);
  }

  getValue(): string {
    return this.text.value;
  }

  private readonly text: HTMLTextAreaElement;
}
