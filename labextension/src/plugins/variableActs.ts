import { Clipboard, InputDialog, Notification } from '@jupyterlab/apputils';

import { CommandIDs } from '../commands';
import { loaderOf, otherName } from '../model/variables/names';
import type { Args, ICommandParts } from './commands';

/** Open the section and the changes of one variable. */
export async function showHistory(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const name = await nameOf(parts, args);
  if (name !== null) {
    const { lives } = parts.history.variables;
    await parts.app.commands.execute(CommandIDs.openSidebar, {
      section: 'variables'
    });
    lives.show(name);
  }
}

/** Bind an earlier value to another name, beside the present one. */
export async function copyIntoKernel(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const { history, trans } = parts;
  const name = await nameOf(parts, args);
  const ref = refOf(parts, args);
  if (name === null || ref === null) {
    return;
  }
  const other =
    typeof args['as'] === 'string'
      ? args['as']
      : await askText(
          trans.__('Copy %1 as', name),
          trans.__('Name of the copy'),
          otherName(
            name,
            (history.variables.items ?? []).map(one => one.name)
          ),
          trans.__('Copy')
        );
  if (!other) {
    return;
  }
  await history.followed.kernel?.get(ref, name, other);
  Notification.success(
    trans.__('%1 is the earlier value of %2.', other, name),
    { autoClose: 5000 }
  );
}

/** Copy code that gives a value, in this notebook and in others. */
export async function copyLoader(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const name = await nameOf(parts, args);
  const ref = refOf(parts, args);
  if (name !== null && ref !== null) {
    Clipboard.copyToSystem(loaderOf(ref, name));
    Notification.success(parts.trans.__('Copied: %1', loaderOf(ref, name)), {
      autoClose: 5000
    });
  }
}

function refOf({ history }: ICommandParts, args: Args): string | null {
  return typeof args['ref'] === 'string' ? args['ref'] : history.variables.ref;
}

async function nameOf(
  { history, trans }: ICommandParts,
  args: Args
): Promise<string | null> {
  if (typeof args['name'] === 'string') {
    return args['name'];
  }
  const names = (history.variables.items ?? []).map(one => one.name);
  if (names.length === 0) {
    return askText(
      trans.__('Which variable?'),
      trans.__('Name'),
      '',
      trans.__('Continue')
    );
  }
  const { button, value } = await InputDialog.getItem({
    title: trans.__('Which variable?'),
    items: names,
    editable: true,
    okLabel: trans.__('Continue')
  });
  return button.accept ? value : null;
}

async function askText(
  title: string,
  label: string,
  text: string,
  okLabel: string
): Promise<string | null> {
  const { button, value } = await InputDialog.getText({
    title,
    label,
    text,
    okLabel
  });
  return button.accept && value ? value.trim() : null;
}
