export const MIME_TYPE = 'application/vnd.jupyter-mm.v1+json';

/** What a display may offer: nothing else, whoever wrote the notebook. */
const OFFERED = [
  'jupyter-mm:compare',
  'jupyter-mm:open-checkpoint',
  'jupyter-mm:open-sidebar',
  'jupyter-mm:restore',
  'jupyter-mm:undo-restore'
] as const;

export type Offered = (typeof OFFERED)[number];

export interface ISheetRow {
  cells: string[];
  ref: string | null;
  tone: string;
}

export interface ISheetTable {
  caption: string;
  header: string[];
  rows: ISheetRow[];
  /** Rows that there were, listed here or not. */
  total: number;
}

export interface ISheetAction {
  command: Offered;
  args: Partial<Record<'a' | 'b' | 'ref', string>>;
}

/** What a magic gave back, as its kernel wrote it into the notebook. */
export interface ISheet {
  kind: string;
  title: string;
  tables: ISheetTable[];
  notes: string[];
  actions: ISheetAction[];
}

const TONES = ['more', 'less', 'good', 'bad', 'quiet'];

/** Read a sheet; null for what is none. Notebooks come from anybody. */
export function sheetOf(value: unknown): ISheet | null {
  const given = recordOf(value);
  if (typeof given?.['title'] !== 'string') {
    return null;
  }
  return {
    kind: textOf(given['kind']),
    title: given['title'],
    tables: listOf(given['tables']).flatMap(tableOf),
    notes: listOf(given['notes']).map(textOf),
    actions: listOf(given['actions']).flatMap(actionOf)
  };
}

function tableOf(value: unknown): ISheetTable[] {
  const given = recordOf(value);
  if (!given) {
    return [];
  }
  const header = listOf(given['header']).map(textOf);
  const rows = listOf(given['rows']).flatMap(row => rowOf(row, header.length));
  const total = Number(given['total']);
  return [
    {
      caption: textOf(given['caption']),
      header,
      rows,
      total: total >= rows.length ? total : rows.length
    }
  ];
}

function rowOf(value: unknown, width: number): ISheetRow[] {
  const given = recordOf(value);
  if (!given) {
    return [];
  }
  const { ref, tone } = given;
  return [
    {
      cells: listOf(given['cells']).slice(0, width).map(textOf),
      ref: typeof ref === 'string' && ref !== '' ? ref : null,
      tone: TONES.find(one => one === tone) ?? ''
    }
  ];
}

function actionOf(value: unknown): ISheetAction[] {
  const given = recordOf(value);
  const command = OFFERED.find(id => id === given?.['command']);
  if (!command) {
    return [];
  }
  const args: ISheetAction['args'] = {};
  for (const name of ['a', 'b', 'ref'] as const) {
    const found = recordOf(given?.['args'])?.[name];
    if (typeof found === 'string') {
      args[name] = found;
    }
  }
  return [{ command, args }];
}

function recordOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
