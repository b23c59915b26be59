// Code that does not arrive: the line is down, or the package was upgraded.
import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { LazySection } from '../../src/view/sidebar/LazySection';
import { Sidebar } from '../../src/view/Sidebar';
import { drawn, show, stage } from './context';

let isGone: boolean;

vi.mock('../../src/view/sidebar/ExperimentsPanel', async () => {
  const { Panel } = await import('@lumino/widgets');
  return {
    get ExperimentsPanel() {
      if (isGone) {
        throw new Error('Loading chunk 7 failed.');
      }
      return Panel;
    }
  };
});

const again = (node: HTMLElement): HTMLButtonElement | null =>
  node.querySelector('[data-state=not-loaded] button');

describe('what cannot be loaded', () => {
  beforeEach(() => (isGone = true));

  it('leaves no empty sidebar, and is tried again', async () => {
    const { context } = await stage([]);
    const sidebar = new Sidebar(context, nullTranslator);
    Widget.attach(sidebar, document.body);
    sidebar.reveal('data');
    await vi.waitFor(() => {
      MessageLoop.flush();
      expect(again(sidebar.node)).not.toBeNull();
    });
    isGone = false;
    again(sidebar.node)?.click();
    await sidebar.fill();
    expect(sidebar.widgets).toHaveLength(1);
    expect(again(sidebar.node)).toBeNull();
    sidebar.dispose();
  });

  it('leaves no empty section, and is tried again', async () => {
    const { context } = await stage([]);
    const load = vi
      .fn(() => Promise.resolve(() => null))
      .mockRejectedValueOnce(new Error('Loading chunk 7 failed.'));
    const section = new LazySection(context, { load });
    const node = await show(section);
    again(node)?.click();
    await drawn();
    MessageLoop.flush();
    await section.renderPromise;
    expect(load).toHaveBeenCalledTimes(2);
    expect(again(node)).toBeNull();
    section.dispose();
  });
});
