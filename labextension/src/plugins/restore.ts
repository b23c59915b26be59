import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import type { IHistoryRow } from '../api/client';
import { asProblem } from '../api/problem';
import { CommandIDs } from '../commands';
import {
  losesVariables,
  type IKernel,
  type IRestoreReport
} from '../model/restore';
import type { IHistory } from '../tokens';
import { tellProblem, toastText } from './tell';

/** A restore, from the click to the notification that can undo it. */
export class Restorer {
  constructor(
    private readonly history: IHistory,
    private readonly trans: TranslationBundle,
    private readonly commands: CommandRegistry
  ) {}

  /** Show the plan, ask, restore, and offer to undo. */
  async restore(
    ref: string,
    row: IHistoryRow | null,
    names?: string[]
  ): Promise<void> {
    const { kernel } = this.history.followed;
    if (!kernel) {
      return;
    }
    try {
      const plan = await kernel.plan(ref, names);
      const title = row?.message ?? row?.title ?? plan.title ?? ref;
      const isAsked =
        this.history.preferences.confirmRestore === 'always' ||
        losesVariables(plan);
      if (isAsked) {
        const { confirmRestore } = await import('../view/RestorePlan');
        if (!(await confirmRestore(plan, title, this.trans))) {
          return;
        }
      }
      await this.run(() => kernel.restore(ref, names), 'restored');
    } catch (reason) {
      tellProblem(asProblem(reason), this.trans);
    }
  }

  undo(): Promise<void> {
    return this.turn(kernel => kernel.undo(), 'undone');
  }

  redo(): Promise<void> {
    return this.turn(kernel => kernel.redo(), 'restored');
  }

  private async turn(
    act: (kernel: IKernel) => Promise<IRestoreReport>,
    what: 'restored' | 'undone'
  ): Promise<void> {
    const { kernel } = this.history.followed;
    if (!kernel) {
      return;
    }
    try {
      await this.run(() => act(kernel), what);
    } catch (reason) {
      tellProblem(asProblem(reason), this.trans);
    }
  }

  private async run(
    act: () => Promise<IRestoreReport>,
    what: 'restored' | 'undone'
  ): Promise<void> {
    const report = await act();
    const text = this.reportText(report, what);
    // One notification at a time: an undo answers the restore's.
    Notification.dismiss(this.told);
    const undo = {
      label: this.trans.__('Undo'),
      caption: this.trans.__('Bring back the variables as they were before'),
      callback: () => void this.commands.execute(CommandIDs.undoRestore)
    };
    const options = {
      autoClose: 15_000,
      actions: report.undo === null || what === 'undone' ? [] : [undo]
    };
    this.told =
      report.missing.length > 0
        ? Notification.warning(text, options)
        : Notification.success(text, options);
  }

  private reportText(
    report: IRestoreReport,
    what: 'restored' | 'undone'
  ): string {
    const { trans } = this;
    const { restored, removed, missing } = report;
    const parts = [
      trans._n('%1 variable restored', '%1 variables restored', restored.length)
    ];
    if (removed.length > 0) {
      parts.push(trans._n('%1 removed', '%1 removed', removed.length));
    }
    const done = parts.join(', ');
    const names = missing.map(({ name }) => name).join(', ');
    return toastText(
      what === 'undone' ? trans.__('Restore undone: %1.', done) : `${done}.`,
      missing.length > 0 ? trans.__('Not restored: %1', names) : ''
    );
  }

  private told = 'none yet';
}
