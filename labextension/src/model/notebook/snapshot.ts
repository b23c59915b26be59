import type { KernelMessage } from '@jupyterlab/services';

import type { ICellState, IClient, IDocumentSnapshot } from '../../api/client';

const PAUSE_MS = 50;

/** One request to execute code, as the page sends it to the kernel. */
export interface ISentExecution {
  id: string;
  kernel: string;
  code: string;
  cell: string | null;
}

/** The open document; reading it must be cheap, it happens while cells start. */
export interface IDocumentSource {
  readonly path: string;
  readonly nbformat: number;
  readonly nbformat_minor: number;
  metadata(): Record<string, unknown>;
  cells(): ICellState[];
}

/**
 * Sends the document as it was when executions were sent, one for many.
 *
 * "Run All" sends its requests within one task: all of them share the document
 * that the first one saw. A cell whose text changed meanwhile begins a new one.
 */
export class SnapshotSender {
  constructor(
    private readonly source: IDocumentSource,
    private readonly client: Pick<IClient, 'recordDocument'>,
    private readonly failed: (reason: unknown) => void
  ) {}

  /** Note an execution; its document leaves within 50 ms. */
  sent(execution: ISentExecution): void {
    if (!this.fits(execution)) {
      this.flush();
    }
    if (this.open === null) {
      this.open = this.take(execution.kernel);
      this.timer = setTimeout(() => this.flush(), PAUSE_MS);
    }
    this.open.executions.push(execution.id);
  }

  /** Send what is noted now: the page may be about to close. */
  flush(): void {
    clearTimeout(this.timer);
    const snapshot = this.open;
    this.open = null;
    if (snapshot) {
      this.client.recordDocument(snapshot).catch(this.failed);
    }
  }

  private fits({ kernel, cell, code }: ISentExecution): boolean {
    if (this.open === null || this.open.kernel_id !== kernel) {
      return false;
    }
    const noted = this.open.cells.find(({ id }) => id === cell);
    return cell === null || noted?.source === code;
  }

  private take(kernel: string): IDocumentSnapshot {
    const { path, nbformat, nbformat_minor } = this.source;
    return {
      kernel_id: kernel,
      executions: [],
      path,
      metadata: this.source.metadata(),
      cells: this.source.cells(),
      nbformat,
      nbformat_minor
    };
  }

  private open: IDocumentSnapshot | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
}

/** A request that leaves a row of history; null for all other messages. */
export function executionOf(
  msg: KernelMessage.IMessage,
  kernel: string
): ISentExecution | null {
  if (msg.header.msg_type !== 'execute_request') {
    return null;
  }
  const content = msg.content as KernelMessage.IExecuteRequestMsg['content'];
  if (content.silent === true || content.store_history === false) {
    return null;
  }
  const cell = msg.metadata['cellId'];
  return {
    id: msg.header.msg_id,
    kernel,
    code: content.code,
    cell: typeof cell === 'string' ? cell : null
  };
}
