import type { Clock, ColumnKey, ConversationId, Query } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type PropertyDeclarations, type ReactiveController, type TemplateResult } from 'lit';
import type { ModalDialog } from '../dialog/modal-dialog.js';
import { PrintTable, printLimit, type Printout } from '../export/print-table.js';
import { HistoryView } from '../history/history-view.js';
import type { Catalogue } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import { myConversationsTemplate } from '../my-conversations/my-conversations.js';
import { rovingFocus } from '../my-conversations/roving-list.js';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { ReportView } from '../report/report-view.js';
import { Summary } from '../summary/summary.js';
import { Finding } from '../views/finding.js';
import type { OpenConversation, Place } from '../views/table-views.js';
import { MoreTools } from './more-tools.js';
import { SettingsPage } from './settings-page.js';
import type { TableModel } from './table-model.js';
import type { TableStage } from './table-stage.js';
import type { TableState } from './table-state.js';

/** The table around its tools. */
export interface ToolsHost extends LitElement {
  readonly clock: Clock;
  readonly conversationId: ConversationId | null;
  readonly catalogue: Catalogue | undefined;
  /** `off`: no summary. */
  readonly summary: string | undefined;
}

/** The declaration of {@link ToolsHost}'s property, for `static properties`. */
export const toolsProperties: PropertyDeclarations = { summary: {} };

/** The columns, as their owner has them. */
export interface ToolsColumns {
  readonly keys: readonly ColumnKey[];
  /** The whole choice as a text; null for the usual one. */
  readonly saved: string | null;
  restore(saved: string | null): void;
  choose(): void;
}

/** The parts of the table that its tools reach. */
export interface ToolsParts {
  readonly model: TableModel;
  readonly stage: TableStage;
  readonly preferences: PreferencesController;
  readonly dialog: ModalDialog;
  readonly columns: ToolsColumns;
  words(): Words;
  ask(changed: Partial<Query>): void;
  readonly open: OpenConversation;
  showShortcuts(): void;
  /** The tag of the settings panel. */
  readonly settingsTag: string;
}

/** What the tools show, each in its place in the frame. */
export interface FrameTools {
  readonly filterButton: TemplateResult | typeof nothing;
  readonly more: TemplateResult;
  readonly summary: TemplateResult | typeof nothing;
  readonly bars: TemplateResult;
  readonly filterPanel: TemplateResult | typeof nothing;
  readonly isInRows: boolean;
  /** What stands in their place, if they are not shown. */
  readonly page: TemplateResult;
  readonly mine: TemplateResult | typeof nothing;
}

/** Everything around the rows: views, filter, summary, my conversations, history, report, and the menu of the rest. */
export class TableTools implements ReactiveController {
  readonly finding: Finding;
  readonly #host: ToolsHost;
  readonly #parts: ToolsParts;
  readonly #summary: Summary;
  readonly #history: HistoryView;
  readonly #report: ReportView;
  readonly #more: MoreTools;
  readonly #settings: SettingsPage;
  /** What the open conversation was opened from. */
  #opener: { readonly conversationId: ConversationId | null; readonly element: HTMLElement | null } = { conversationId: null, element: null };

  constructor(host: ToolsHost, parts: ToolsParts) {
    const { model, preferences } = parts;
    this.#host = host;
    this.#parts = parts;
    this.#settings = new SettingsPage(parts.settingsTag);
    this.finding = new Finding(host, preferences, findingTable(parts, this.#settings));
    const isLoading = (): boolean => this.#isLoading;
    const isShown = (): boolean => this.#isSummaryShown === true;
    this.#summary = new Summary(host, {
      get client() {
        return model.client;
      },
      get counts() {
        return isLoading() ? undefined : model.view?.counts;
      },
      get isShown() {
        return isShown();
      },
      now: () => host.clock.now(),
    });
    const pages = {
      get client() {
        return model.client;
      },
      get openId() {
        return host.conversationId;
      },
      onOpen: this.#open,
      onBack: () => this.finding.views.go('rows'),
    };
    this.#history = new HistoryView(host, pages);
    this.#report = new ReportView(host, Object.assign(pages, { onExport: this.#exportReport }));
    this.#more = new MoreTools(host, this.#moreTable());
    new PrintTable(host, parts.words, () => this.#printout());
    host.addController(this);
  }

  hostUpdated(): void {
    rovingFocus(this.#host.renderRoot.querySelector('.mine-list'), '.mine-item');
  }

  template(words: Words, state: TableState | undefined): FrameTools {
    const { place } = this.finding.views;
    const known = this.#isLoading ? undefined : state;
    return {
      filterButton: place === 'rows' ? this.finding.filterButton(words) : nothing,
      more: this.#more.template(words),
      summary: this.#isSummaryShown === true ? this.#summary.template(words, this.#longestSince, () => this.#showSummary(false)) : nothing,
      bars: this.finding.bars(words, known),
      filterPanel: place === 'rows' ? this.finding.filterPanel(words) : nothing,
      isInRows: place === 'rows',
      page: this.#pageTemplate(words, place),
      mine: this.#mineTemplate(words, known),
    };
  }

  #pageTemplate(words: Words, place: Place): TemplateResult {
    const { client } = this.#parts.model;
    const { catalogue } = this.#host;
    const settings = { catalogue, isShown: place === 'settings', onBack: () => this.finding.views.go('rows') };
    return html`${place === 'history' ? this.#history.template(words) : place === 'unanswered' ? this.#report.template(words) : nothing}
    ${client === undefined ? nothing : this.#settings.template(words, { ...settings, client })}`;
  }

  /** Gives the focus back to where the open conversation was opened from, if that is not a row. */
  focusBack(conversationId: ConversationId | null): boolean {
    const opener = this.#opener.conversationId === conversationId ? this.#opener.element : null;
    const page = this.#host.renderRoot.querySelector<HTMLElement>('.page-heading');
    const target = opener?.checkVisibility() === true ? opener : page;
    target?.focus();
    return target !== null;
  }

  #mineTemplate(words: Words, state: TableState | undefined): TemplateResult | typeof nothing {
    const { client } = this.#parts.model;
    if (client === undefined || state === undefined) return nothing;
    return myConversationsTemplate(words, { rows: state.mine, openId: this.#host.conversationId, now: client.now(), onOpen: this.#open });
  }

  /** Whether nothing has come yet, so that none is not yet known to be none. */
  get #isLoading(): boolean {
    const { client, view } = this.#parts.model;
    return client?.freshness.value.state === 'catching-up' && view?.counts.total === 0;
  }

  /** Since when the customer waits who has waited longest for an agent. */
  get #longestSince(): number | null {
    const { view } = this.#parts.model;
    const first = view === undefined || view.counts.awaitingAgent === view.counts.action ? undefined : view.nextMostUrgent(null);
    return first?.status === 'waiting-for-agent' ? first.since : null;
  }

  get #isSummaryShown(): boolean | undefined {
    if (this.#host.summary === 'off' || this.#parts.model.client === undefined) return undefined;
    return this.#parts.preferences.read('table.summary') !== 'off';
  }

  #showSummary(isShown: boolean): void {
    this.#parts.preferences.write('table.summary', isShown ? null : 'off');
    this.#host.requestUpdate();
  }

  readonly #open: OpenConversation = (conversationId, isByKey) => {
    this.#opener = { conversationId, element: this.#host.shadowRoot?.activeElement as HTMLElement | null };
    this.#parts.open(conversationId, isByKey);
  };

  readonly #exportReport = (format: 'csv' | 'json', groups: Parameters<MoreTools['exportReport']>[1]): void => {
    void this.#more.exportReport(format, groups);
  };

  #moreTable(): ConstructorParameters<typeof MoreTools>[1] {
    const { model, dialog, columns, stage, words, showShortcuts } = this.#parts;
    const isShown = (): boolean | undefined => this.#isSummaryShown;
    const hasSettings = (): boolean => this.#settings.isOffered(model.client);
    return {
      model,
      dialog,
      words,
      showShortcuts,
      views: this.finding.views,
      get columns() {
        return columns.keys;
      },
      get hasSettings() {
        return hasSettings();
      },
      get isSummaryShown() {
        return isShown();
      },
      announce: (topic, text) => stage.announcements?.say(topic, text),
      chooseColumns: () => columns.choose(),
      showSummary: (isWanted) => this.#showSummary(isWanted),
    };
  }

  #printout(): Printout | undefined {
    const { model, columns } = this.#parts;
    const { view, client } = model;
    if (view === undefined || client === undefined || this.finding.views.place !== 'rows') return undefined;
    return { rows: view.rows(0, printLimit), total: view.total, columns: columns.keys, now: client.now() };
  }
}

function findingTable({ model, columns, ask }: ToolsParts, settings: SettingsPage): ConstructorParameters<typeof Finding>[2] {
  return {
    get client() {
      return model.client;
    },
    get query() {
      return model.query;
    },
    get agentId() {
      return model.client?.me.value?.id;
    },
    get columns() {
      return columns.saved;
    },
    ask,
    show: (query) => model.show(query),
    showColumns: (saved) => columns.restore(saved),
    facets: () => model.view?.facets(),
    canShow: (place) => place === 'rows' || (place === 'settings' ? settings.isOffered(model.client) : model.client?.capabilities.history === true),
  };
}
