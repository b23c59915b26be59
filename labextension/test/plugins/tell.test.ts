import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { CommandRegistry } from '@lumino/commands';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { asProblem, ProblemError } from '../../src/api/problem';
import { CommandIDs } from '../../src/commands';
import { addCommand } from '../../src/plugins/commands';
import { tellProblem, toastText } from '../../src/plugins/tell';
import type { IHistory } from '../../src/tokens';
import { trans } from '../translation';

const told = (): string[] =>
  Notification.manager.notifications.map(({ message }) => message);

describe('what went wrong', () => {
  beforeEach(() => Notification.dismiss());

  it('is told in the language of the reader where the page knows it', () => {
    const german = { ...trans, __: (text: string) => `auf Deutsch: ${text}` };
    const gone = Object.assign(new Error(), { name: 'ChunkLoadError' });
    tellProblem(asProblem(gone), german);
    expect(told()[0]).toContain('auf Deutsch: This part of jupyter_mm');
  });

  it.each([
    ['offline', 1],
    ['missing', 0] // one operation that an older server lacks
  ])(
    'in a command is told once; the line learns of "%s"',
    async (kind, times) => {
      const commands = new CommandRegistry();
      const failed = vi.fn();
      const history = { selection: { row: null }, connection: { failed } };
      addCommand(
        {
          app: { commands } as unknown as JupyterFrontEnd,
          history: history as unknown as IHistory,
          palette: null,
          trans
        },
        CommandIDs.note,
        { execute: () => Promise.reject(new ProblemError(kind, 'Away.', '')) }
      );
      await commands.execute(CommandIDs.note);
      expect(told()).toHaveLength(1);
      expect(failed).toHaveBeenCalledTimes(times);
    }
  );
});

describe('toastText', () => {
  it('stays within what JupyterLab shows', () => {
    const text = toastText('m'.repeat(60), 'h'.repeat(300));
    expect(text.length).toBeLessThanOrEqual(140);
    expect(text.split('\n')).toHaveLength(2);
  });

  it('leaves a hint out that would not fit', () => {
    expect(toastText('m'.repeat(130), 'hint')).toBe('m'.repeat(130));
  });

  it('keeps one line one line', () => {
    expect(toastText('a\nb')).toBe('a b');
  });
});
