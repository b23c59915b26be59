import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { asProblem } from '../api/problem';
import { CommandIDs } from '../commands';
import type { IAsk, IKernel } from '../model/kernel/kernel';
import type { IHistory } from '../tokens';
import { AskBar } from '../view/notebook/AskBar';
import { lostText, recoverText } from '../view/words';
import { tellProblem, toastText } from './tell';

const MEGABYTE = 1_000_000;

/** One notification while an empty kernel could have its variables back. */
export function offerRecovery(
  history: IHistory,
  commands: CommandRegistry,
  trans: TranslationBundle
): void {
  const { recovery, clock, followed } = history;
  let told = 'none yet';
  recovery.changed.connect(() => {
    Notification.dismiss(told);
    const { offer } = recovery;
    if (!offer || !history.preferences.offerRecovery) {
      return;
    }
    const { ref } = offer;
    const { path: notebook } = followed;
    const act = (details: boolean): void =>
      void commands.execute(CommandIDs.recover, { ref, details, notebook });
    const title = recoverText(offer, clock.now, trans);
    told = Notification.info(
      toastText(
        `${trans.__('The kernel is empty.')} ${title}`,
        lostText(offer, trans)
      ),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Recover'),
            displayType: 'accent',
            callback: () => act(false)
          },
          { label: trans.__('Details…'), callback: () => act(true) },
          { label: trans.__('Not now'), callback: () => recovery.dismiss() }
        ]
      }
    );
  });
}

/** A bar above a notebook, as soon as its own kernel asks. */
export function askAboutLarge(
  history: IHistory,
  panel: NotebookPanel,
  trans: TranslationBundle
): void {
  const kernel = history.followed.linkOf(panel);
  let bar: AskBar | null = null;
  const look = (): void => {
    const asks = asksOf(kernel, history);
    if (panel.isDisposed || (bar === null && asks.length === 0)) {
      return;
    }
    if (bar === null) {
      bar = new AskBar(
        (name, keep) => void tell(kernel, trans, one => one.decide(name, keep)),
        trans
      );
      panel.contentHeader.addWidget(bar);
    }
    bar.present(asks);
  };
  kernel.changed.connect(look);
  look();
}

function asksOf(kernel: IKernel, { preferences }: IHistory): readonly IAsk[] {
  const least = preferences.maxVariableSize * MEGABYTE;
  const asks = kernel.state?.asks ?? [];
  return asks.filter(({ size_bytes }) => size_bytes > least);
}

/** Tell a kernel something; what it refuses is shown. */
export async function tell(
  kernel: IKernel | null,
  trans: TranslationBundle,
  act: (kernel: IKernel) => Promise<void>
): Promise<void> {
  try {
    await (kernel && act(kernel));
  } catch (reason) {
    tellProblem(asProblem(reason), trans);
  }
}
