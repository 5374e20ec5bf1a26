import { openingQuery, type Query } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { decodeLastView, decodeSavedViews, savedViewLimit, viewNameLength, type SavedView } from './stored-views.js';
import { filterOf, isSameQuery, type Place, type ViewKey } from './table-views.js';

/** What the views need of the table. */
export interface ViewsTable {
  readonly query: Query;
  /** The signed-in agent; undefined while that is not known. */
  readonly agentId: string | undefined;
  /** Asks for exactly this. */
  show(query: Query): void;
  /** The choice of columns, to be kept with a view; null for the usual ones. */
  readonly columns: string | null;
  showColumns(columns: string | null): void;
  /** Whether something may stand in the place of the rows: for this agent, with this backend. */
  canShow(place: Place): boolean;
}

/** Which view the table shows, and those the agent saved. Both outlive the page. */
export class ViewsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #preferences: PreferencesController;
  readonly #table: ViewsTable;
  #place: Place = 'rows';
  #chosenId: string | undefined;
  /** Whose last view is shown. */
  #agentId: string | undefined;
  #kept: { readonly place: Place; readonly query: Query } = { place: 'rows', query: openingQuery };

  constructor(host: ReactiveControllerHost, preferences: PreferencesController, table: ViewsTable) {
    this.#host = host;
    this.#preferences = preferences;
    this.#table = table;
    host.addController(this);
  }

  hostUpdate(): void {
    const { agentId } = this.#table;
    if (agentId !== undefined && agentId !== this.#agentId) this.#restore(agentId);
  }

  hostUpdated(): void {
    const { query } = this.#table;
    if (this.#agentId === undefined || (query === this.#kept.query && this.#place === this.#kept.place)) return;
    this.#kept = { place: this.#place, query };
    const last = { place: this.#place, query: { ...query, search: '' } };
    // After the update that shows it, for writing may ask for another.
    queueMicrotask(() => this.#preferences.writeValue('table.view', last));
  }

  get place(): Place {
    return this.#table.canShow(this.#place) ? this.#place : 'rows';
  }

  /** In the order in which they were saved. */
  get saved(): readonly SavedView[] {
    return this.#preferences.readValue('table.views', decodeSavedViews) ?? [];
  }

  /** The saved view that is shown just as it was saved. */
  get current(): SavedView | undefined {
    const { query, columns } = this.#table;
    return this.saved.find((view) => isSameQuery(view.query, query) && view.columns === columns);
  }

  /** The saved view that what is shown was made from. */
  get chosen(): SavedView | undefined {
    return this.saved.find(({ id }) => id === this.#chosenId);
  }

  show(view: ViewKey): void {
    const { query, agentId } = this.#table;
    this.#place = 'rows';
    this.#chosenId = undefined;
    this.#table.show({ ...query, filter: filterOf(view, agentId), search: '' });
    this.#host.requestUpdate();
  }

  showSaved({ id, query, columns }: SavedView): void {
    this.#place = 'rows';
    this.#chosenId = id;
    this.#table.show(query);
    if (columns !== this.#table.columns) this.#table.showColumns(columns);
    this.#host.requestUpdate();
  }

  go(place: Place): void {
    this.#place = place;
    this.#host.requestUpdate();
  }

  get isFull(): boolean {
    return this.saved.length >= savedViewLimit;
  }

  /** Saves what is shown. A name that is taken means that view. */
  save(name: string): void {
    const called = name.trim().slice(0, viewNameLength);
    const { query, columns } = this.#table;
    const known = this.saved.find((view) => view.name === called);
    const view: SavedView = { id: known?.id ?? this.#newId(), name: called, query, columns, isDefault: known?.isDefault ?? false };
    this.#chosenId = view.id;
    this.#keep(known === undefined ? [...this.saved, view] : this.saved.map((other) => (other === known ? view : other)));
  }

  rename(id: string, name: string): void {
    const called = name.trim().slice(0, viewNameLength);
    if (called !== '') this.#keep(this.saved.map((view) => (view.id === id ? { ...view, name: called } : view)));
  }

  remove(id: string): void {
    this.#keep(this.saved.filter((view) => view.id !== id));
  }

  /** The view that the table opens with; null for what was shown last. */
  setDefault(id: string | null): void {
    this.#keep(this.saved.map((view) => ({ ...view, isDefault: view.id === id })));
  }

  #newId(): string {
    return String(1 + Math.max(0, ...this.saved.map(({ id }) => Number(id) || 0)));
  }

  #keep(views: readonly SavedView[]): void {
    this.#preferences.writeValue('table.views', views.length === 0 ? undefined : views);
    this.#host.requestUpdate();
  }

  /** Shows what this agent saw last, once that is known; not if they have chosen something meanwhile. */
  #restore(agentId: string): void {
    const last = this.#preferences.read('table.view');
    const views = this.#preferences.read('table.views');
    const isFirst = this.#agentId === undefined;
    if (isFirst && !isSameQuery(this.#table.query, openingQuery)) {
      this.#agentId = agentId;
      return;
    }
    if (last === undefined || views === undefined) return;
    this.#agentId = agentId;
    const opening = this.saved.find((view) => view.isDefault);
    if (opening !== undefined) return this.showSaved(opening);
    const { place, query } = this.#preferences.readValue('table.view', decodeLastView) ?? { place: 'rows', query: openingQuery };
    this.#place = place;
    this.#table.show(query);
    this.#kept = { place, query: this.#table.query };
  }
}
