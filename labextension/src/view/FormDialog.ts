import { Dialog } from '@jupyterlab/apputils';

const CONTROLS =
  'input, button, select, textarea, summary, a[href], [tabindex="0"]';

/**
 * A dialog whose body is drawn by React.
 *
 * JupyterLab looks for the first control when the dialog opens, before React
 * has drawn any: Tab would go round among the buttons.
 */
export class FormDialog<T> extends Dialog<T> {
  override handleEvent(event: Event): void {
    const buttons = this.node.querySelectorAll('.jp-Dialog-footer button');
    const isAtEnd = document.activeElement === buttons[buttons.length - 1];
    if (isTab(event) && isAtEnd) {
      event.stopPropagation();
      event.preventDefault();
      this.firstControl()?.focus();
    } else {
      super.handleEvent(event);
    }
  }

  private firstControl(): HTMLElement | undefined {
    const found = this.node.querySelectorAll<HTMLElement>(CONTROLS);
    return Array.from(found).find(node => !node.matches(':disabled'));
  }
}

function isTab(event: Event): boolean {
  return (
    event instanceof KeyboardEvent &&
    event.type === 'keydown' &&
    event.key === 'Tab' &&
    !event.shiftKey
  );
}
