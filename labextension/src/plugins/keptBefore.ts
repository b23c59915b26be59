import type * as nbformat from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { JSONExt } from '@lumino/coreutils';

import type { INotebookRestore } from '../api/comparisons';
import { asProblem, ProblemError } from '../api/problem';
import { documentOf } from '../model/restore/notebookRestore';
import type { IHistory } from '../tokens';
import { modelOf } from './openModel';

/** How often a document that changes while it is being kept is kept again. */
const MOST_TRIES = 5;

/** Another page has turned the record: it is not ours to take back. */
export class Outrun extends ProblemError {
  constructor(trans: TranslationBundle) {
    super(
      'conflict',
      trans.__(
        'Another page has undone this restore or done it again, so nothing was put back.'
      ),
      trans.__('Look at the notebook and try again.')
    );
  }
}

/** The records of restores, with the documents that they replace. */
export class KeptBefore {
  constructor(
    private readonly history: IHistory,
    private readonly trans: TranslationBundle
  ) {}

  /** Keep the document as it is now; what is typed meanwhile is kept too. */
  async keepPresent(
    panel: NotebookPanel,
    record: INotebookRestore
  ): Promise<nbformat.INotebookContent> {
    let present = presentOf(panel, this.trans);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const kept = present;
      const isFirst = tries === 0;
      await this.keep(
        isFirst ? record : { ...record, turned_from: timeOf(record) },
        kept
      );
      present = presentOf(panel, this.trans);
      if (JSONExt.deepEqual(present, kept)) {
        return kept;
      }
    }
    throw new ProblemError(
      'conflict',
      this.trans.__('The notebook keeps changing, so nothing was put back.'),
      this.trans.__('Try again when its cells are done.')
    );
  }

  /**
   * What came to nothing for `reason` is `instead`, also where the record's answer was lost.
   *
   * A line that is down is waited for, but nobody waits for that.
   */
  async takeBack(
    record: INotebookRestore,
    instead: INotebookRestore,
    reason: unknown
  ): Promise<void> {
    if (reason instanceof Outrun) {
      return;
    }
    const problem = asProblem(reason);
    if (problem.kind === 'offline') {
      this.whenBack(problem, () => void this.correct(record, instead));
    } else {
      await this.correct(record, instead);
    }
  }

  private async correct(
    record: INotebookRestore,
    instead: INotebookRestore
  ): Promise<void> {
    try {
      const turned_from = timeOf(record);
      await this.keep({ ...instead, turned_from }, instead.before);
      await this.history.restores.load(record.notebook);
    } catch (reason) {
      if (asProblem(reason).kind === 'offline') {
        await this.takeBack(record, instead, reason);
      } // else the first reason is the one to tell
    }
  }

  private whenBack(problem: ProblemError, act: () => void): void {
    const { connection } = this.history;
    const once = (): void => {
      connection.restored.disconnect(once);
      act();
    };
    connection.restored.connect(once);
    connection.failed(problem); // it asks until somebody answers
  }

  private async keep(
    record: INotebookRestore,
    before: nbformat.INotebookContent | INotebookRestore['before']
  ): Promise<void> {
    const { client } = this.history;
    try {
      await client.recordNotebookRestore({ ...record, before });
    } catch (reason) {
      const isTurned = record.turned_from !== null; // else nobody else has it
      const isOutrun = isTurned && asProblem(reason).kind === 'conflict';
      throw isOutrun ? new Outrun(this.trans) : reason;
    }
  }
}

/** The document that is on screen, as a record keeps it. */
export function presentOf(
  panel: NotebookPanel,
  trans: TranslationBundle
): nbformat.INotebookContent {
  return documentOf(modelOf(panel, trans).sharedModel);
}

/** Names the state of a record; 0 where the restore stands. */
export function timeOf({ undone_at }: INotebookRestore): number {
  return undone_at ?? 0;
}
