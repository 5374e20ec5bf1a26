import type { ColumnKey } from '@live-takeover/sdk';
import type { LitElement, PropertyDeclarations } from 'lit';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { columnChoice, decodeColumnChoice, shownColumns, withColumn, type ColumnChoice } from './column-choice.js';
import { columnTracks } from './column-tracks.js';
import { attributeColumn } from './columns.js';

/** The table, as far as its columns are concerned. */
export interface ColumnsHost extends LitElement {
  /** Names of the attributes that have a column from the start. */
  readonly attributeColumns: readonly string[];
}

/** The declaration of {@link ColumnsHost}'s property, for `static properties`; as an attribute, names with commas between them. */
export const columnsProperties: PropertyDeclarations = {
  attributeColumns: {
    attribute: 'attribute-columns',
    converter: (value) => (value ?? '').split(',').map((name) => name.trim()).filter((name) => name !== ''),
  },
};

const preferenceKey = 'columns';

/** Which columns a table shows, in which order and how wide: what its agent chose and keeps. */
export class TableColumns {
  readonly #host: ColumnsHost;
  readonly #preferences: Pick<PreferencesController, 'readValue' | 'writeValue'>;
  #kept: ColumnChoice | undefined;
  #attributes: readonly string[] | undefined;
  /** A width that is being dragged. */
  #dragged: { readonly column: ColumnKey; readonly width: number } | undefined;
  #choice: ColumnChoice = [];
  #shown: readonly ColumnKey[] = [];
  #tracks: Readonly<Record<string, string>> = {};
  /** The heading that Tab reaches. */
  #headingStop: ColumnKey = 'id';

  constructor(host: ColumnsHost, preferences: Pick<PreferencesController, 'readValue' | 'writeValue'>) {
    this.#host = host;
    this.#preferences = preferences;
  }

  /** All there are; the same object until something about them changes. */
  get choice(): ColumnChoice {
    this.#look();
    return this.#choice;
  }

  /** Those shown; the same array until others are. */
  get shown(): readonly ColumnKey[] {
    this.#look();
    return this.#shown;
  }

  /** The custom properties that lay them out; the same object until they change. */
  get tracks(): Readonly<Record<string, string>> {
    this.#look();
    return this.#tracks;
  }

  /** Whether anything is other than it was from the start. */
  get isChosen(): boolean {
    this.#look();
    return this.#kept !== undefined;
  }

  get headingStop(): ColumnKey {
    return this.shown.includes(this.#headingStop) ? this.#headingStop : 'id';
  }

  /** A heading got the focus. */
  noteHeading(column: ColumnKey): void {
    if (column === this.#headingStop) return;
    this.#headingStop = column;
    this.#host.requestUpdate();
  }

  /** Keeps a choice; undefined: everything as it was from the start. */
  choose(choice: ColumnChoice | undefined): void {
    this.#dragged = undefined;
    this.#preferences.writeValue(preferenceKey, choice);
    this.#host.requestUpdate();
  }

  /** Shows another width, which is kept once {@link TableColumns.drop} is called. */
  drag(column: ColumnKey, width: number): void {
    this.#dragged = { column, width };
    this.#make();
    this.#host.requestUpdate();
  }

  /** Keeps the width that was dragged. */
  drop(): void {
    if (this.#dragged !== undefined) this.choose(this.#choice);
  }

  /** Looks whether anything else was chosen, here or in another tab. */
  #look(): void {
    const kept = this.#preferences.readValue(preferenceKey, decodeColumnChoice);
    const attributes = this.#host.attributeColumns;
    if (this.#choice.length > 0 && kept === this.#kept && attributes === this.#attributes) return;
    this.#kept = kept;
    this.#attributes = attributes;
    this.#make();
  }

  #make(): void {
    const choice = columnChoice(this.#kept, (this.#attributes ?? []).map(attributeColumn));
    const { column, width } = this.#dragged ?? {};
    this.#choice = column === undefined || width === undefined ? choice : withColumn(choice, column, { width });
    this.#tracks = columnTracks(this.#choice);
    const shown = shownColumns(this.#choice);
    const isSame = shown.length === this.#shown.length && shown.every((key, index) => key === this.#shown[index]);
    if (!isSame) this.#shown = shown;
  }
}
