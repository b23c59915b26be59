import { Sanitizer } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';

/** JupyterLab's renderers, behind a sanitizer that lets no command through. */
export function carefulRenderers(
  rendermime: IRenderMimeRegistry
): IRenderMimeRegistry {
  const sanitizer = new Sanitizer();
  sanitizer.setAllowCommandLinker(false);
  sanitizer.setAllowNamedProperties(false);
  return rendermime.clone({ sanitizer });
}

/** Trusted outputs are not sanitized; what they ask of the application is. */
export function refuseCommands(node: HTMLElement): void {
  node.addEventListener('click', event => {
    const { target } = event;
    if (
      target instanceof Element &&
      target.closest('[data-commandlinker-command]')
    ) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
}
