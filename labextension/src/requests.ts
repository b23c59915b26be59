import type { Kernel } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';

import { problemOf, type ProblemError } from './api/problem';

/** A kernel that is done with a request answers it at once, or never will. */
const GRACE_MS = 2000;

interface IWaiting {
  resolve: (result: unknown) => void;
  reject: (problem: ProblemError) => void;
}

/** What a kernel was asked and has not answered; each number comes back with its answer. */
export class Requests {
  /** Send one. `unanswered` is called when the kernel is done and has said nothing. */
  send<T>(
    comm: Kernel.IComm,
    verb: string,
    args: JSONObject,
    unanswered: () => void
  ): Promise<T> {
    const id = ++this.last;
    const answer = new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as IWaiting['resolve'], reject });
    });
    const sent = comm.send({ id, verb, arguments: args });
    const look = (): void => {
      if (this.waiting.has(id)) {
        unanswered();
      }
    };
    // Both ends mean the same: the kernel is done with the request.
    const done = (): void => void setTimeout(look, GRACE_MS);
    sent.done.then(done, done);
    return answer;
  }

  /** Hand an answer to whoever waits for it. */
  take(data: JSONObject): void {
    const id = Number(data['id']);
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (data['ok'] === true) {
      waiting?.resolve(data['result']);
    } else {
      waiting?.reject(problemOf(500, data));
    }
  }

  /** None of them is answered any more. */
  end(problem: ProblemError): void {
    for (const { reject } of this.waiting.values()) {
      reject(problem);
    }
    this.waiting.clear();
  }

  private readonly waiting = new Map<number, IWaiting>();
  private last = 0;
}
