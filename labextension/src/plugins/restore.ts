import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import type { IHistoryRow } from '../api/client';
import { asProblem } from '../api/problem';
import { CommandIDs } from '../commands';
import {
  losesVariables,
  type IRestorePlan,
  type IRestoreReport
} from '../model/kernel/kernel';
import {
  firstChoices,
  type IRestoreChoices,
  type IRestoreOffer,
  type IWish
} from '../model/restore/offer';
import type { Reason } from '../model/reasons';
import type { Direction, ITurn } from '../model/restore/restores';
import { reasonText } from '../view/words';
import { mayUndo } from './askUndo';
import { bothOrNone } from './bothOrNone';
import type { ICommandParts } from './commands';
import { NotebookWriter, puttingOf, type IPutting } from './putBack';
import { restoreIntoCopy } from './restoreCopy';
import { interrupt, look, type IFound } from './restoreOffer';
import { RestoreNotices } from './restoreNotices';
import { placeOf, type IPlace } from './restorePlace';
import type { IDone } from './restoreText';
import { tellProblem } from './tell';

const TOLD_MS = 4000;

/** A restore, from the click to the notification that can undo it. */
export class Restorer {
  constructor(
    private readonly parts: ICommandParts,
    private readonly notebooks: INotebookTracker
  ) {
    this.writer = new NotebookWriter(parts.history, parts.trans);
    this.notices = new RestoreNotices(parts.trans);
  }

  /** Show what would come back into its own notebook, ask, restore, and offer to undo. */
  restore(ref: string, row: IHistoryRow | null, wish: IWish): Promise<void> {
    const asked = wish.notebook ?? this.parts.history.followed.path;
    return this.telling(asked, async () => {
      const place = await this.notices.during(
        () => placeOf(this.parts, this.notebooks, ref, wish),
        this.parts.trans.__('Opening the notebook…')
      );
      if (place) {
        const found = await look(this.parts, place, ref, row);
        const choices = await this.askWhat(found.offer, wish);
        if (choices) {
          await this.notices.during(() => this.apply(place, found, choices));
        }
      }
    });
  }

  /** Bring back some variables of an open notebook, and nothing else. */
  restoreNames(
    panel: NotebookPanel,
    ref: string,
    row: IHistoryRow | null,
    names: string[]
  ): Promise<void> {
    const { path } = panel.context;
    return this.telling(path, async () => {
      const kernel = this.parts.history.followed.linkOf(panel);
      const plan = await kernel.plan(ref, { names });
      const title = row?.message ?? row?.title ?? plan.title ?? ref;
      const name = PathExt.basename(path);
      const recompute = await this.confirm(plan, title, name);
      if (recompute) {
        const report = await kernel.restore(ref, { names, recompute });
        this.done({ what: 'restored', report, hasNotebook: false }, panel);
      }
    });
  }

  /** Put one cell of a notebook of history back; its place comes with it. */
  restoreCell(panel: NotebookPanel, what: IPutting): Promise<void> {
    return this.telling(panel.context.path, async () => {
      await this.writer.putBack(panel, what);
      this.done({ what: 'restored', report: null, hasNotebook: true }, panel);
    });
  }

  /** Show what a recovery would bring, and bring it when it is wanted. */
  recoverAsked(ref: string): Promise<void> {
    const { kernel, panel, path } = this.parts.history.followed;
    return this.telling(path, async () => {
      const plan = await kernel?.plan(ref, { recovery: true });
      const again = plan && (await this.choose(plan, plan.title ?? ref, null));
      if (kernel && again && again.length > 0) {
        const names = [...plan.load.map(({ name }) => name), ...again];
        const report = await kernel.restore(ref, { names, recompute: again });
        this.done({ what: 'recovered', report, hasNotebook: false }, panel);
      } else if (again) {
        await this.recoverNow(ref);
      }
    });
  }

  /** Bring back what the kernel before this one had. */
  recover(ref?: string): Promise<void> {
    const { path } = this.parts.history.followed;
    return this.telling(path, () => this.recoverNow(ref));
  }

  private async recoverNow(ref?: string): Promise<void> {
    const { kernel, panel } = this.parts.history.followed;
    const report = await kernel?.recover(ref);
    if (report) {
      this.done({ what: 'recovered', report, hasNotebook: false }, panel);
    }
  }

  /** Undo or redo the latest restore: variables and notebook if both were one. */
  turn(
    direction: Direction,
    panel = this.parts.history.followed.panel
  ): Promise<void> {
    const { restores, followed } = this.parts.history;
    return this.telling(panel?.context.path ?? null, async () => {
      if (panel && !panel.isDisposed) {
        const { path } = panel.context;
        await restores.load(path); // another page may have done or undone something
        const kernel = followed.linkOf(panel);
        const turn = restores.turn(direction, { path, kernel });
        if (!turn) {
          this.say(direction === 'undo' ? 'no-undo' : 'no-redo');
        } else if (await this.mayTurn(direction, turn, panel)) {
          await this.notices.during(() =>
            this.turnNow(direction, turn, { panel, kernel })
          );
        }
      }
    });
  }

  /** What was done since a restore is not replaced unasked; redo follows an undo. */
  private async mayTurn(
    direction: Direction,
    { notebook }: ITurn,
    panel: NotebookPanel
  ): Promise<boolean> {
    return (
      direction === 'redo' ||
      notebook === null ||
      mayUndo(this.parts, panel, notebook, this.writer.written(panel, notebook))
    );
  }

  private async turnNow(
    direction: Direction,
    { notebook, isKernel }: ITurn,
    { panel, kernel }: IPlace
  ): Promise<void> {
    const report = isKernel ? await kernel[direction]() : null;
    if (notebook) {
      const step = report?.undo ?? notebook.kernel_restore;
      const back = direction === 'undo' ? 'redo' : 'undo';
      await bothOrNone(
        () => this.writer.turn(panel, notebook, step),
        report && (() => kernel[back]())
      );
    }
    const what = direction === 'undo' ? 'undone' : 'restored';
    this.done({ what, report, hasNotebook: notebook !== null }, panel);
    if (direction === 'undo' && kernel.support === 'yes') {
      kernel.branch('').catch(() => undefined); // an older jupyter_mm
    }
  }

  private async askWhat(
    offer: IRestoreOffer,
    wish: IWish
  ): Promise<IRestoreChoices | null> {
    const isAsked =
      this.parts.history.preferences.confirmRestore === 'always' ||
      offer.others.length + offer.running > 0 ||
      offer.isReadOnly ||
      (offer.plan !== null && losesVariables(offer.plan));
    if (!isAsked) {
      return firstChoices(offer, { ...wish, into: wish.into ?? 'notebook' });
    }
    const { askRestore } = await import('../view/restore/RestoreForm');
    return askRestore(offer, wish, this.parts.trans);
  }

  private async apply(
    { panel, kernel }: IPlace,
    { offer, shown }: IFound,
    choices: IRestoreChoices
  ): Promise<void> {
    const { app, trans } = this.parts;
    const ref = shown.checkpoint ?? shown.execution;
    if (choices.into === 'copy') {
      const done = await restoreIntoCopy(
        this.parts,
        this.notebooks,
        shown,
        choices
      );
      this.done(done.done, done.panel);
      return;
    }
    let report: IRestoreReport | null = null;
    if (choices.variables) {
      await interrupt(panel, trans);
      report = await kernel.restore(ref, { recompute: choices.recompute });
    }
    if (choices.notebook) {
      await bothOrNone(
        () => this.writer.putBack(panel, puttingOf(shown, report)),
        report && (() => kernel.undo())
      );
    }
    const isWarned = choices.environment === 'warn' && offer.packages;
    const done: IDone = {
      what: 'restored',
      report,
      hasNotebook: choices.notebook,
      changes: offer.notebook,
      notes: isWarned
        ? [trans._n('%1 package differs', '%1 packages differ', isWarned)]
        : []
    };
    this.done(done, panel);
    if (choices.into === 'branch' && choices.branch !== '') {
      kernel.branch(choices.branch).catch(this.tellOf);
    }
    if (choices.environment === 'build') {
      await app.commands.execute(CommandIDs.buildEnvironment, { ref });
    }
  }

  /** The variables to compute again; null when nothing is to be restored. */
  private async confirm(
    plan: IRestorePlan,
    title: string,
    into: string
  ): Promise<string[] | null> {
    const isAsked =
      this.parts.history.preferences.confirmRestore === 'always' ||
      losesVariables(plan);
    return isAsked ? this.choose(plan, title, into) : [];
  }

  private async choose(
    plan: IRestorePlan,
    title: string,
    into: string | null
  ): Promise<string[] | null> {
    const { confirmRestore } = await import('../view/restore/RestorePlan');
    return confirmRestore(plan, title, into, this.parts.trans);
  }

  /** One thing at a time in a notebook; who asks meanwhile is told. */
  private async telling(
    path: string | null,
    act: () => Promise<void>
  ): Promise<void> {
    const { restores } = this.parts.history;
    if (restores.isBusy(path)) {
      this.say('restoring');
      return;
    }
    try {
      await restores.alone(path, act);
    } catch (reason) {
      this.tellOf(reason);
    }
  }

  private done(done: IDone, panel: NotebookPanel | null): void {
    const back = done.what === 'undone' ? 'redo' : 'undo';
    const { restores } = this.parts.history;
    this.notices.done(done, {
      isBusy: () => restores.isBusy(panel?.context.path ?? null),
      act: () => this.turn(back, panel)
    });
  }

  private say(reason: Reason): void {
    const text = reasonText(reason, this.parts.trans);
    Notification.info(text, { autoClose: TOLD_MS });
  }

  private readonly tellOf = (reason: unknown): void => {
    tellProblem(asProblem(reason), this.parts.trans);
  };

  private readonly writer: NotebookWriter;
  private readonly notices: RestoreNotices;
}
