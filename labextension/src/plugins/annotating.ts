import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';

import type { IAnnotation, IHistoryPage, IHistoryRow } from '../api/client';
import type { IHistory } from '../tokens';
import { NoteForm } from '../view/history/NoteForm';
import {
  checkpointRef,
  panelFor,
  rowOf,
  type Args,
  type ICommandParts
} from './commands';

/** The tag of the checkpoint that logged values are measured against. */
const BASELINE = 'baseline';

export async function togglePin(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const ref = await checkpointRef(parts, args);
  const row = ref ? await rowBehind(parts.history, args, ref) : null;
  await annotate(parts, row?.checkpoint ?? ref, { pinned: !row?.pinned });
}

export async function rename(parts: ICommandParts, args: Args): Promise<void> {
  const ref = await checkpointRef(parts, args);
  const row = ref ? await rowBehind(parts.history, args, ref) : null;
  const message = ref && (await nameFor(parts, args, row));
  await annotate(parts, row?.checkpoint ?? ref, message ? { message } : null);
}

export async function tag(parts: ICommandParts, args: Args): Promise<void> {
  const ref = await checkpointRef(parts, args);
  const row = ref ? await rowBehind(parts.history, args, ref) : null;
  const tags = ref && (await tagsFor(parts, args, row));
  await annotate(parts, row?.checkpoint ?? ref, tags ? { tags } : null);
}

export async function note(parts: ICommandParts, args: Args): Promise<void> {
  const ref = await checkpointRef(parts, args);
  const row = ref ? await rowBehind(parts.history, args, ref) : null;
  const text = ref === null ? null : await noteFor(parts, args, row);
  const given = text === null ? null : { note: text };
  await annotate(parts, row?.checkpoint ?? ref, given);
}

/** The newest checkpoint becomes a named one. */
export async function saveCheckpoint(
  parts: ICommandParts,
  args: Args
): Promise<void> {
  const { history } = parts;
  // Whose it is, is settled before the name is asked for.
  const notebook = panelFor(history, args)?.context.path ?? null;
  const message = notebook && (await nameFor(parts, args, null));
  if (notebook === null || message === null) {
    return;
  }
  const { row } = await history.client.checkpoint('now', notebook);
  await annotate(parts, row.checkpoint, {
    message,
    ...(Array.isArray(args['tags']) ? { tags: args['tags'].map(String) } : {}),
    ...(typeof args['pin'] === 'boolean' ? { pinned: args['pin'] } : {})
  });
}

async function nameFor(
  { trans }: ICommandParts,
  args: Args,
  row: IHistoryRow | null
): Promise<string | null> {
  if (typeof args['message'] === 'string') {
    return args['message'];
  }
  const { button, value } = await InputDialog.getText({
    title: row
      ? trans.__('Name this checkpoint')
      : trans.__('Save named checkpoint'),
    label: trans.__('Name'),
    text: row?.message ?? '',
    placeholder: trans.__('first good model'),
    okLabel: trans.__('Save')
  });
  const name = value?.trim() ?? '';
  return button.accept && name !== '' ? name : null;
}

/** All tags that the checkpoint is to have; null when nothing was decided. */
async function tagsFor(
  { trans }: ICommandParts,
  args: Args,
  row: IHistoryRow | null
): Promise<string[] | null> {
  if (Array.isArray(args['tags'])) {
    return args['tags'].map(String);
  }
  const { button, value } = await InputDialog.getText({
    title: trans.__('Tags of this checkpoint'),
    label: trans.__('Words with commas between; leave empty to remove all'),
    text: row?.tags.join(', ') ?? '',
    placeholder: trans.__('baseline, paper'),
    okLabel: trans.__('Save')
  });
  return button.accept ? wordsOf(value ?? '') : null;
}

function wordsOf(text: string): string[] {
  const words = text.split(',').map(word => word.trim());
  return [...new Set(words.filter(word => word !== ''))];
}

/** The note that the checkpoint is to have; null when nothing was decided. */
async function noteFor(
  { trans }: ICommandParts,
  args: Args,
  row: IHistoryRow | null
): Promise<string | null> {
  if (typeof args['note'] === 'string') {
    return args['note'];
  }
  const { button, value } = await showDialog({
    title: trans.__('Note on this checkpoint'),
    body: new NoteForm(row?.note ?? '', trans),
    focusNodeSelector: 'textarea',
    buttons: [
      Dialog.cancelButton({ label: trans.__('Cancel') }),
      Dialog.okButton({ label: trans.__('Save') })
    ]
  });
  return button.accept && value !== null ? value.trim() : null;
}

/** The row of a checkpoint, also when the list does not show it: what it has is not replaced unseen. */
async function rowBehind(
  history: IHistory,
  args: Args,
  ref: string
): Promise<IHistoryRow> {
  const row = rowOf(history, args);
  if (row) {
    return row;
  }
  const notebook = history.model.notebook ?? undefined;
  return (await history.client.checkpoint(ref, notebook)).row;
}

/** Put the tag on one checkpoint, and take it from the others; tells whether it has it. */
export async function setBaseline(
  parts: ICommandParts,
  args: Args
): Promise<boolean> {
  const ref = await checkpointRef(parts, args);
  const row = ref ? await rowBehind(parts.history, args, ref) : null;
  if (!row?.checkpoint) {
    return false;
  }
  const tags = [...new Set([...row.tags, BASELINE])];
  await annotate(parts, row.checkpoint, { tags });
  await takeBaselineFromOthers(parts, row);
  return true;
}

/** The list may show none of them: the server knows them all. */
async function takeBaselineFromOthers(
  parts: ICommandParts,
  { checkpoint, notebook }: IHistoryRow
): Promise<void> {
  const { client } = parts.history;
  let before: number | null = null;
  do {
    const page: IHistoryPage = await client.history({
      where: `tag:${BASELINE}`,
      ...(notebook === null ? {} : { notebook }),
      ...(before === null ? {} : { before })
    });
    for (const other of page.rows) {
      const tags = other.tags.filter(word => word !== BASELINE);
      if (other.checkpoint !== checkpoint && other.tags.includes(BASELINE)) {
        await annotate(parts, other.checkpoint, { tags });
      }
    }
    before = page.next_before;
  } while (before !== null);
}

async function annotate(
  { history, trans }: ICommandParts,
  ref: string | null,
  annotation: IAnnotation | null
): Promise<void> {
  if (ref !== null && annotation !== null) {
    const row = await history.client.annotate(ref, annotation);
    history.model.take({ what: 'annotated', row });
    history.model.announce(trans.__('Checkpoint saved'));
  }
}
