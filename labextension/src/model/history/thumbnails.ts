import { Signal, type ISignal } from '@lumino/signaling';

import type { IClient } from '../../api/client';

/** What an <img> may show. SVG is safe there: images run no scripts. */
const IMAGE_TYPES = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/bmp',
  'image/svg+xml'
]);
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;
const AT_ONCE = 3;
const KEPT = 300;

/** Pictures of the rows on screen, fetched when asked for and kept for a while. */
export class Thumbnails {
  constructor(
    private readonly client: Pick<IClient, 'thumbnail'>,
    private readonly failed: (reason: unknown) => void
  ) {}

  /** Emits the execution whose picture is there. */
  get arrived(): ISignal<this, string> {
    return this._arrived;
  }

  /** The picture's data URL; null when there is none, undefined when not known. */
  get(execution: string): string | null | undefined {
    return this.urls.get(execution);
  }

  /** Fetch a picture, unless it is there or the row leaves the screen before. */
  request(execution: string): void {
    if (!this.urls.has(execution) && !this.running.has(execution)) {
      this.waiting.delete(execution);
      this.waiting.add(execution);
      this.next();
    }
  }

  cancel(execution: string): void {
    this.waiting.delete(execution);
  }

  private next(): void {
    // The row that came on screen last is the one being looked at.
    const execution = [...this.waiting].pop();
    if (execution === undefined || this.running.size >= AT_ONCE) {
      return;
    }
    this.waiting.delete(execution);
    this.running.add(execution);
    void this.fetch(execution);
    this.next();
  }

  private async fetch(execution: string): Promise<void> {
    try {
      const { mime_type, base64 } = await this.client.thumbnail(execution);
      this.keep(execution, dataUrl(mime_type, base64));
      this._arrived.emit(execution);
    } catch (reason) {
      this.failed(reason);
    }
    this.running.delete(execution);
    this.next();
  }

  private keep(execution: string, url: string | null): void {
    this.urls.set(execution, url);
    for (const oldest of this.urls.keys()) {
      if (this.urls.size <= KEPT) {
        break;
      }
      this.urls.delete(oldest);
    }
  }

  private readonly urls = new Map<string, string | null>();
  private readonly waiting = new Set<string>();
  private readonly running = new Set<string>();
  private readonly _arrived = new Signal<this, string>(this);
}

/** A URL for <img>, or null for anything that is not plainly an image. */
export function dataUrl(mimeType: string, base64: string): string | null {
  return IMAGE_TYPES.has(mimeType) && BASE64.test(base64)
    ? `data:${mimeType};base64,${base64.replace(/\s/g, '')}`
    : null;
}
