import '../../../style/displays.css';

import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

import { CommandIDs } from '../../commands';
import { visible } from '../../model/format';
import type {
  ISheet,
  ISheetAction,
  ISheetRow,
  ISheetTable
} from '../../model/notebook/sheet';
import type { IActions } from '../context';
import { useAction } from '../hooks';

/** What every part of a display is given. */
export interface ISheetContext {
  actions: IActions;
  /** What a command is called. */
  labelOf: (command: string, args: ISheetAction['args']) => string;
  trans: TranslationBundle;
}

const FEW = 15;

/** A title with what can be done next, tables, and what is to be said below. */
export function SheetView(
  props: ISheetContext & { sheet: ISheet }
): React.ReactElement {
  const { sheet } = props;
  return (
    <div className="jp-mm-Sheet" data-kind={sheet.kind}>
      <div className="jp-mm-Sheet-head">
        <strong dir="auto">{visible(sheet.title)}</strong>
        {sheet.actions.map(action => (
          <Next key={action.command} {...props} action={action} />
        ))}
      </div>
      {sheet.tables.map((table, place) => (
        <SheetTable key={place} {...props} table={table} />
      ))}
      {sheet.notes.map((note, place) => (
        <p key={place} className="jp-mm-Sheet-note" dir="auto">
          {visible(note)}
        </p>
      ))}
    </div>
  );
}

/** A button for what may be done next; where it is not possible it says why. */
function Next(
  props: ISheetContext & { action: ISheetAction }
): React.ReactElement {
  const { actions, labelOf, trans } = props;
  const { command, args } = props.action;
  const { isEnabled, caption } = useAction(actions, command, args);
  return (
    <button
      type="button"
      className="jp-mm-Sheet-button"
      aria-disabled={!isEnabled}
      title={caption === '' ? trans.__('Not possible on this page.') : caption}
      onClick={() => {
        if (isEnabled) {
          actions.run(command, args);
        }
      }}
    >
      {labelOf(command, args)}
    </button>
  );
}

/** Rows under a caption; a filter where they are many. */
function SheetTable(
  props: ISheetContext & { table: ISheetTable }
): React.ReactElement {
  const { table, trans } = props;
  const [wanted, want] = React.useState('');
  const word = wanted.trim().toLowerCase();
  const rows = table.rows.filter(({ cells }) =>
    cells.some(cell => cell.toLowerCase().includes(word))
  );
  const more = table.total - table.rows.length;
  const link = table.header.findIndex(name => name !== '');
  return (
    <>
      {table.rows.length > FEW && (
        <input
          type="search"
          className="jp-mm-Sheet-filter"
          placeholder={trans.__('Filter rows')}
          aria-label={trans.__('Filter rows')}
          value={wanted}
          onChange={({ target }) => want(target.value)}
        />
      )}
      <table>
        {table.caption !== '' && <caption>{visible(table.caption)}</caption>}
        <thead>
          <tr>
            {table.header.map((name, place) =>
              name === '' ? (
                <td key={place} />
              ) : (
                <th key={place} scope="col">
                  {visible(name)}
                </th>
              )
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            <SheetLine key={place} {...props} row={row} link={link} />
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className="jp-mm-Sheet-note">
          {trans._n('%1 more row', '%1 more rows', more)}
        </p>
      )}
    </>
  );
}

/** One row; where it stands for a checkpoint, a cell of it opens that. */
function SheetLine(
  props: ISheetContext & { row: ISheetRow; link: number }
): React.ReactElement {
  const { actions, row, link, trans } = props;
  const { ref, tone, cells } = row;
  return (
    <tr data-tone={tone}>
      {cells.map((cell, place) => (
        <td key={place} dir="auto">
          {ref !== null && place === link ? (
            <button
              type="button"
              className="jp-mm-Sheet-link"
              title={trans.__('Open this checkpoint')}
              onClick={() => actions.run(CommandIDs.openCheckpoint, { ref })}
            >
              {visible(cell) || trans.__('open')}
            </button>
          ) : (
            visible(cell)
          )}
        </td>
      ))}
    </tr>
  );
}
