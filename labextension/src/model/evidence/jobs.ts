import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient, IJob, IJobRequest } from '../../api/client';

/** Without news for this long, a running job is asked about: events can be lost. */
const SILENCE_MS = 15_000;

/** Keeps a text beyond the life of the page, as `localStorage` does. */
export interface IMemory {
  read(): string | null;
  write(text: string): void;
}

export interface IJobsOptions {
  client: Pick<IClient, 'jobs' | 'startJob' | 'cancelJob'>;
  /** Emits jobs of this server, of all pages. */
  changes: ISignal<unknown, IJob>;
  memory: IMemory;
}

type Requests = Record<string, IJobRequest>;

/**
 * Work on the server that this page follows: what it asked for, and what ran
 * when it was opened. A reload loses nothing: what was asked for is remembered
 * until its end was told.
 */
export class Jobs {
  constructor(private readonly options: IJobsOptions) {
    this.requests = parse(options.memory.read());
    options.changes.connect((_, job) => {
      if (this.followed.has(job.id)) {
        this.take(job);
      }
    });
  }

  /** Emits a followed job that is further than it was. */
  get changed(): ISignal<this, IJob> {
    return this._changed;
  }

  /** A followed job as it was told last. */
  of(id: string): IJob | null {
    return this.followed.get(id) ?? null;
  }

  /** The newest one that runs; null while none does. */
  get current(): IJob | null {
    const [newest = null] = this.running().sort(
      (one, other) => other.started_at - one.started_at
    );
    return newest;
  }

  /** What a job was asked with; null when another page asked. */
  requestOf(id: string): IJobRequest | null {
    return this.requests[id] ?? null;
  }

  async start(request: IJobRequest): Promise<IJob> {
    const job = await this.options.client.startJob(request);
    this.requests[job.id] = request;
    this.remember(requests => ({ ...requests, [job.id]: request }));
    this.take(job);
    return job;
  }

  async cancel(id: string): Promise<void> {
    this.take(await this.options.client.cancelJob(id));
  }

  /** Follow what runs on the server, and what ended while no page was there. */
  async resume(): Promise<void> {
    const found = await this.options.client.jobs();
    for (const job of found) {
      if (job.status === 'running' || job.id in this.requests) {
        this.take(job);
      }
    }
    for (const job of this.running()) {
      if (!found.some(({ id }) => id === job.id)) {
        this.take({ ...job, status: 'failed' });
      }
    }
  }

  /** The end of a job was told: it is not told again. */
  told(id: string): void {
    if (id in this.requests) {
      this.remember(({ [id]: _, ...others }) => others);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    Signal.clearData(this);
  }

  private take(job: IJob): void {
    const known = this.followed.get(job.id);
    // An answer may be older than an event that was faster.
    if (known === undefined || known.status === 'running') {
      this.followed.set(job.id, job);
      this._changed.emit(job);
    }
    this.watch();
  }

  private running(): IJob[] {
    return [...this.followed.values()].filter(
      ({ status }) => status === 'running'
    );
  }

  private watch(): void {
    clearTimeout(this.timer);
    if (this.running().length > 0) {
      this.timer = setTimeout(() => {
        this.resume().catch(() => this.watch());
      }, SILENCE_MS);
    }
  }

  /** Other pages of this browser remember theirs in the same place. */
  private remember(change: (requests: Requests) => Requests): void {
    const { memory } = this.options;
    memory.write(JSON.stringify(change(parse(memory.read()))));
  }

  private readonly _changed = new Signal<this, IJob>(this);
  private readonly followed = new Map<string, IJob>();
  private readonly requests: Requests;
  private timer: ReturnType<typeof setTimeout> | undefined;
}

function parse(text: string | null): Requests {
  try {
    const found: unknown = JSON.parse(text ?? '{}');
    return typeof found === 'object' && found !== null
      ? (found as Requests)
      : {};
  } catch {
    return {};
  }
}
