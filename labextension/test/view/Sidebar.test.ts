import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { describe, expect, it, vi } from 'vitest';

import { Sidebar } from '../../src/view/Sidebar';
import '../../src/view/sidebar/ExperimentsPanel'; // loaded before it is asked for
import { makeRows } from '../rows';
import { stage } from './context';

describe('the sidebar', () => {
  it('is empty until it is opened, and filled once', async () => {
    const on = await stage(makeRows(3, 3));
    const sidebar = new Sidebar(on.context, nullTranslator);
    sidebar.hide();
    Widget.attach(sidebar, document.body);
    MessageLoop.flush();
    expect(sidebar.widgets).toHaveLength(0);
    sidebar.show();
    await vi.waitFor(() => expect(sidebar.widgets).toHaveLength(1));
    MessageLoop.flush();
    await vi.waitFor(() =>
      expect(sidebar.node.querySelectorAll('[role=option]')).toHaveLength(3)
    );
    await sidebar.fill();
    expect(sidebar.widgets).toHaveLength(1);
    sidebar.dispose();
  });
});
