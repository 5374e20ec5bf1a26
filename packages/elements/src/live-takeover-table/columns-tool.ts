import type { ColumnKey } from '@live-takeover/sdk';
import type { LitElement } from 'lit';
import type { ModalDialog } from '../dialog/modal-dialog.js';
import { decodeColumnChoice } from './column-choice.js';
import { columnsDialog } from './columns-dialog.js';
import { attributeColumn } from './columns.js';
import { sortsOf, type SortChoice } from './sort-choice.js';
import type { TableColumns } from './table-columns.js';
import type { TableModel } from './table-model.js';

/** The parts of the table that the choice of columns reaches. */
export interface ColumnsToolParts {
  readonly host: LitElement;
  readonly columns: TableColumns;
  readonly model: TableModel;
  readonly dialog: ModalDialog;
  sort(choice: SortChoice): void;
}

/** The choice of columns, for menus, keys and saved views. */
export class ColumnsTool {
  readonly #parts: ColumnsToolParts;

  constructor(parts: ColumnsToolParts) {
    this.#parts = parts;
  }

  /** Those shown. */
  get keys(): readonly ColumnKey[] {
    return this.#parts.columns.shown;
  }

  /** The whole choice as a text; null for the usual one. */
  get saved(): string | null {
    const { isChosen, choice } = this.#parts.columns;
    return isChosen ? JSON.stringify(choice) : null;
  }

  /** Takes up a choice that was saved; what makes no sense is as good as the usual one. */
  restore(saved: string | null): void {
    this.#parts.columns.choose(saved === null ? undefined : decoded(saved));
  }

  /** Lets the agent choose. */
  choose(): void {
    const { host, columns, model, dialog, sort } = this.#parts;
    const offered = [...(model.view?.facets().attributes.keys() ?? [])].map(attributeColumn);
    dialog.open(columnsDialog({ host, columns, offered, sorts: () => sortsOf(model.query), onSort: sort }));
  }
}

function decoded(saved: string): ReturnType<typeof decodeColumnChoice> {
  try {
    return decodeColumnChoice(JSON.parse(saved));
  } catch {
    // No JSON: nothing of ours.
    return undefined;
  }
}
