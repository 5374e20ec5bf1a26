import type { ConversationId, Query, TakeoverClient, TakeoverError } from '@live-takeover/sdk';
import type { TemplateResult } from 'lit';
import { ObserverController } from '../client-source/observer-controller.js';
import { onOpenRequest } from '../client-source/open-conversation.js';
import { ModalDialog } from '../dialog/modal-dialog.js';
import { LanguageController, type SpeakingHost } from '../language/language-controller.js';
import { PreferencesController, type PreferencesHost } from '../preferences/preferences-controller.js';
import { ShortcutsController, type ShortcutsHost } from '../shortcuts/shortcuts-controller.js';
import { ColumnsTool } from './columns-tool.js';
import type { ConversationPane } from './conversation-pane.js';
import { mainTemplate } from './main-template.js';
import { sortsOf } from './sort-choice.js';
import { TableColumns, type ColumnsHost } from './table-columns.js';
import { TableFocus } from './table-focus.js';
import { TableKeys } from './table-keys.js';
import { TableModel } from './table-model.js';
import { tableShortcuts } from './table-shortcuts.js';
import { TableStage, type StageHost } from './table-stage.js';
import { TableTools, type ToolsHost } from './table-tools.js';

/** The element whose parts these are. */
export type AssemblyHost = StageHost &
  ToolsHost &
  ColumnsHost &
  ShortcutsHost &
  PreferencesHost &
  SpeakingHost & {
    /** The heading's words; empty for no heading. */
    readonly heading: string | undefined;
    /** Where the codes of errors are explained, with `{code}` for one. */
    readonly errorsHref: string | undefined;
    open(conversationId: ConversationId): void;
    close(): void;
  };

/** Everything of one table but the open conversation, put together: what each part needs of the others it gets here. */
export class TableAssembly {
  readonly language: LanguageController;
  readonly dialog: ModalDialog;
  readonly model: TableModel;
  readonly stage: TableStage;
  readonly focus: TableFocus;
  readonly #host: AssemblyHost;
  readonly #observer: ObserverController;
  readonly #preferences: PreferencesController;
  readonly #columns: TableColumns;
  readonly #tools: TableTools;
  /** The agent has read it. */
  #readProblem: TakeoverError | undefined;

  /**
   * @param settingsTag - the tag of the settings panel
   * @param pane - the open conversation; undefined before the first
   */
  constructor(host: AssemblyHost, settingsTag: string, pane: () => ConversationPane | undefined) {
    this.#host = host;
    this.language = new LanguageController(host);
    this.#observer = new ObserverController(host);
    this.#preferences = new PreferencesController(host);
    this.#columns = new TableColumns(host, this.#preferences);
    this.dialog = new ModalDialog(host);
    this.focus = new TableFocus(host);
    const shared = { words: () => this.language.words, preferences: this.#preferences, dialog: this.dialog, open: this.#open };
    this.model = new TableModel({ ...shared, clock: () => host.clock, repaint: () => this.stage.request() });
    this.stage = new TableStage(host, { ...shared, model: this.model, columns: () => this.#columns.shown });
    const parts = { ...shared, model: this.model, stage: this.stage, focus: this.focus, pane };
    const columns = new ColumnsTool({ ...parts, host, columns: this.#columns, sort: (choice) => this.#sort(() => this.model.ask(choice)) });
    const keys = new TableKeys(host, {
      ...parts,
      pin: this.#pin,
      chooseView: (number) => this.#tools.finding.choose(number),
      chooseColumns: () => columns.choose(),
    });
    const shortcuts = new ShortcutsController(host, tableShortcuts(keys), shared);
    this.#tools = new TableTools(host, { ...parts, columns, ask: this.#ask, settingsTag, showShortcuts: () => shortcuts.show() });
  }

  /** What the table is called. */
  get label(): string {
    return this.#host.heading || this.language.words('table.heading');
  }

  /**
   * Shows the conversations of a client.
   *
   * @returns ends that
   */
  use(client: TakeoverClient): () => void {
    const ends = [
      this.model.use(client),
      this.#preferences.use(client),
      client.capabilities.presence ? client.attachAlerts() : () => undefined,
      onOpenRequest(client, (conversationId) => this.focus.enter(conversationId)),
    ];
    this.#observer.watch(client.freshness, client.connection, client.me, client.agents, client.desk, client.problem);
    return () => {
      this.#observer.watch();
      for (const end of ends) end();
    };
  }

  /** All but the open conversation. @param isOpen - whether there is one */
  template(isOpen: boolean): TemplateResult {
    const { words } = this.language;
    const { client, query, isPinned } = this.model;
    const { state, bandLimit, isNarrow } = this.stage;
    return mainTemplate(words, {
      label: this.label,
      heading: this.#host.heading === '' ? '' : this.label,
      freshness: client?.freshness.value,
      connection: client?.connection.value,
      errorsHref: this.#host.errorsHref,
      problem: client?.problem.value === this.#readProblem ? undefined : client?.problem.value,
      now: this.#host.clock.now(),
      state,
      query,
      isPinned,
      bandLimit,
      isCovered: isOpen && isNarrow,
      tools: this.#tools.template(words, state),
      columns: this.#columns,
      onAsk: this.#ask,
      onSort: (column, isAdded) => this.#sort(() => this.model.sortBy(column, isAdded)),
      onPin: this.#pin,
      onFollow: () => this.#change(() => this.model.follow()),
      onRetry: client?.retry,
      onDismissProblem: () => this.#change(() => (this.#readProblem = client?.problem.value)),
      onLeaveSearch: () => this.stage.surface?.focus(null),
    });
  }

  /** The conversation has been closed: the focus goes back to where it was opened from. */
  leave(conversationId: ConversationId | null): void {
    if (!this.#tools.focusBack(conversationId)) this.focus.toRow(this.stage.surface, conversationId);
  }

  /** By key the focus goes along. */
  readonly #open = (conversationId: ConversationId, isByKey: boolean): void => {
    if (isByKey) this.focus.enter(conversationId);
    else this.#host.open(conversationId);
  };

  readonly #ask = (changed: Partial<Query>): void => {
    this.#change(() => this.model.ask(changed));
    if (this.model.view !== undefined) this.stage.announcements?.matches(this.model.view.total);
  };

  #sort(sort: () => void): void {
    this.#change(sort);
    this.stage.announcements?.sorted(sortsOf(this.model.query));
  }

  readonly #pin = (isPinned: boolean): void => this.#change(() => this.model.pin(isPinned));

  #change(act: () => void): void {
    act();
    this.#host.requestUpdate();
  }
}
