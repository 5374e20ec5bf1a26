import type { ColumnKey, TakeoverClient } from '@live-takeover/sdk';
import type { LitElement, TemplateResult } from 'lit';
import { bulkLimit } from '../bulk-transfer/bulk-run.js';
import { BulkTransfer } from '../bulk-transfer/bulk-transfer.js';
import { MenuButton, type MenuItem } from '../dialog/menu-button.js';
import type { ModalDialog } from '../dialog/modal-dialog.js';
import { rowColumns } from '../export/export-columns.js';
import { exportItems, exportView, type ExportFormat } from '../export/table-export.js';
import type { Words } from '../language/words.js';
import { reportColumns } from '../report/report-columns.js';
import type { Question } from '../report/report-view.js';
import { openSavedViews, openSaveView } from '../views/saved-views-dialogs.js';
import type { ViewsController } from '../views/views-controller.js';
import type { TableModel } from './table-model.js';

/** What the menu reaches in the table. */
export interface MoreTable {
  readonly model: TableModel;
  readonly dialog: ModalDialog;
  readonly views: ViewsController;
  readonly columns: readonly ColumnKey[];
  words(): Words;
  announce(topic: string, text: string): void;
  chooseColumns(): void;
  showShortcuts(): void;
  readonly hasSettings: boolean;
  /** Undefined where the page has turned the summary off. */
  readonly isSummaryShown: boolean | undefined;
  showSummary(isShown: boolean): void;
}

/** The one menu of everything that is not needed all day. */
export class MoreTools {
  readonly #host: LitElement;
  readonly #table: MoreTable;
  readonly #menu: MenuButton;
  readonly #bulk: BulkTransfer;

  constructor(host: LitElement, table: MoreTable) {
    this.#host = host;
    this.#table = table;
    this.#menu = new MenuButton(host);
    this.#bulk = new BulkTransfer(host, table.dialog);
  }

  template(words: Words): TemplateResult {
    const { client } = this.#table.model;
    const items = client === undefined || !this.#menu.isOpen ? [] : this.#items(words, client);
    return this.#menu.template({ label: words('more.label'), icon: 'more', items });
  }

  /** The report's questions as a file. */
  async exportReport(format: ExportFormat, groups: readonly Question[]): Promise<void> {
    const words = this.#table.words();
    const now = this.#table.model.client?.now() ?? 0;
    const detail = { what: 'unanswered', format, count: groups.length } as const;
    const count = await exportItems(this.#host, detail, (first, last) => groups.slice(first, last), reportColumns(words), now);
    if (count !== null) this.#table.announce('export', words('export.report-done', { count }));
  }

  #items(words: Words, client: TakeoverClient): readonly MenuItem[] {
    const { dialog, views, hasSettings, isSummaryShown } = this.#table;
    const { capabilities } = client;
    const isInRows = views.place === 'rows';
    const rows: readonly (MenuItem | false)[] = [
      { action: 'columns', icon: 'columns', label: words('more.columns'), onChoose: () => this.#table.chooseColumns() },
      { action: 'save-view', icon: 'bookmark', label: words('view.save'), onChoose: () => openSaveView(this.#host, dialog, views, (name) => this.#table.announce('view', words('view.saved-announcement', { name }))) },
      { action: 'export-csv', icon: 'download', label: words('more.export-csv'), onChoose: () => void this.#export(client, 'csv') },
      { action: 'export-json', icon: 'download', label: words('more.export-json'), onChoose: () => void this.#export(client, 'json') },
      capabilities.transfer && { action: 'bulk-transfer', icon: 'transfer', label: words('more.transfer'), onChoose: () => this.#transfer(client) },
    ];
    const always: readonly (MenuItem | false)[] = [
      views.saved.length > 0 && { action: 'edit-views', icon: 'bookmark', label: words('view.manage'), onChoose: () => openSavedViews(dialog, views) },
      { action: 'print', icon: 'print', label: words('more.print'), onChoose: () => void this.#host.updateComplete.then(() => print()) },
      capabilities.history && { action: 'report', icon: 'report', label: words('more.report'), onChoose: () => views.go('unanswered') },
      hasSettings && { action: 'settings', icon: 'note', label: words('settings.heading'), onChoose: () => views.go('settings') },
      { action: 'shortcuts', icon: 'info', label: words('more.shortcuts'), onChoose: () => this.#table.showShortcuts() },
      isSummaryShown !== undefined && { action: 'summary', label: words('more.summary'), isChecked: isSummaryShown, onChoose: () => this.#table.showSummary(!isSummaryShown) },
    ];
    return [...(isInRows ? rows : []), ...always].filter((item) => item !== false);
  }

  /** A view of its own, so that the rows on screen go on while it is written. */
  async #export(client: TakeoverClient, format: ExportFormat): Promise<void> {
    const words = this.#table.words();
    const view = client.rows(this.#table.model.query, this.#table.model.viewOptions);
    const count = await exportView(this.#host, view, format, rowColumns(words, this.#table.columns, client.now()), client.now());
    if (count !== null) this.#table.announce('export', words('export.done', { count }));
  }

  #transfer(client: TakeoverClient): void {
    const { view } = this.#table.model;
    if (view !== undefined) this.#bulk.open(client, view.rows(0, bulkLimit), view.total);
  }
}
