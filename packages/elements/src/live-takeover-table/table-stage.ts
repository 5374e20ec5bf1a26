import type { Clock, ColumnKey, ConversationId } from '@live-takeover/sdk';
import type { LitElement, ReactiveController } from 'lit';
import type { Words } from '../language/words.js';
import { sharedTicker } from '../words/ticker.js';
import { createFrameLoop, type FrameLoop } from './frame-loop.js';
import { RenderPace } from './render-pace.js';
import { TableAnnouncements } from './table-announcements.js';
import type { TableModel } from './table-model.js';
import { differsInNumbers, type TableState } from './table-state.js';
import { TableSurface } from './table-surface.js';

/** Below this width of the element the pane covers the table. As in the style sheet. */
const narrowWidth = 700;

/** The table around the stage. */
export interface StageHost extends LitElement {
  readonly clock: Clock;
  readonly conversationId: ConversationId | null;
}

/** What the stage needs to know of the table around it, and tells it. */
export interface StageOptions {
  readonly model: TableModel;
  words(): Words;
  /** The columns shown; the same array until others are. */
  columns(): readonly ColumnKey[];
  /** @see SurfaceHost.open */
  open(conversationId: ConversationId, isByKey: boolean): void;
}

/**
 * When the rows are drawn: at most once a frame, for changes, ticks and the
 * hand; and whether the frame around them must be rendered too. Also the one
 * voice of the table. Lives as long as the table is in the page.
 */
export class TableStage implements ReactiveController {
  readonly #host: StageHost;
  readonly #options: StageOptions;
  readonly #frames: FrameLoop = createFrameLoop(() => this.#onFrame());
  readonly #pace = new RenderPace();
  #surface: TableSurface | undefined;
  #announcements: TableAnnouncements | undefined;
  #isNarrow = false;
  #bandLimit = 1;
  #shown: TableState | undefined;
  #tick = 0;
  #ends: readonly (() => void)[] = [];

  constructor(host: StageHost, options: StageOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    const announcements = new TableAnnouncements(this.#options.words, (text) => this.#speak(text), this.#host.clock);
    this.#announcements = announcements;
    const stopTicking = sharedTicker.subscribe(() => this.#onTick());
    const onVisibility = (): void => {
      if (!document.hidden) this.request();
      this.#onTick();
    };
    document.addEventListener('visibilitychange', onVisibility);
    const stopWatching = (): void => document.removeEventListener('visibilitychange', onVisibility);
    this.#ends = [stopTicking, stopWatching, () => announcements.end(), () => this.#frames.cancel(), () => this.#surface?.rest()];
    if (this.#surface !== undefined) this.#ends = [...this.#ends, this.#surface.watchSize()];
  }

  hostDisconnected(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }

  /** What there is to say; undefined while the table is not in the page. */
  get announcements(): TableAnnouncements | undefined {
    return this.#announcements;
  }

  /** The rows; undefined before the first render. */
  get surface(): TableSurface | undefined {
    return this.#surface;
  }

  /** Whether the pane covers the table. */
  get isNarrow(): boolean {
    return this.#isNarrow;
  }

  /** Rows shown in the band at most. */
  get bandLimit(): number {
    return this.#bandLimit;
  }

  /** What the frame shows; asked once in each render. */
  get state(): TableState | undefined {
    return (this.#shown = this.#options.model.state);
  }

  /** Something changed: draws in the next frame. */
  request(): void {
    sharedTicker.soon();
    this.#frames.request();
  }

  /** Draws now; the frame has just been rendered. */
  draw(): TableSurface {
    this.#surface ??= this.#attach();
    this.#paint();
    return this.#surface;
  }

  #attach(): TableSurface {
    const surface = new TableSurface(this.#host.renderRoot, {
      words: this.#options.words,
      clock: () => this.#host.clock,
      open: this.#options.open,
      touch: () => this.#options.model.touch(),
      repaint: () => this.request(),
      resized: () => this.#onResize(),
      announce: (topic, text) => this.#announcements?.say(topic, text),
    });
    this.#ends = [...this.#ends, surface.watchSize()];
    return surface;
  }

  #onResize(): void {
    this.#frames.request();
    const isNarrow = this.#host.clientWidth < narrowWidth;
    const bandLimit = this.#surface?.bandLimit ?? 1;
    if (isNarrow === this.#isNarrow && bandLimit === this.#bandLimit) return;
    this.#isNarrow = isNarrow;
    this.#bandLimit = bandLimit;
    this.#host.requestUpdate();
  }

  /** Ages are written anew, in the rows drawn and in the agent's own. Returns how long none of them is another. */
  #onTick(): number {
    const { client } = this.#options.model;
    if (client === undefined || this.#surface === undefined || document.hidden) return Infinity;
    this.#tick += 1;
    const mine = this.#options.model.state?.mine ?? [];
    if (mine.length > 0) this.#host.requestUpdate();
    else this.#frames.request();
    return this.#surface.lastsMs(mine, client.now());
  }

  /** Most batches of changes alter rows alone; the frame around them renders only when it differs. */
  #onFrame(): void {
    const { state } = this.#options.model;
    if (state === this.#shown) return this.#paint();
    if (differsInNumbers(this.#shown, state) && !this.#pace.isDue(performance.now())) {
      this.#frames.request();
      return this.#paint();
    }
    this.#announcements?.waiting(this.#shown, state);
    this.#host.requestUpdate();
  }

  #paint(): void {
    const { client, view } = this.#options.model;
    if (client === undefined || view === undefined) return this.#surface?.clear();
    this.#surface?.paint(view, {
      words: this.#options.words(),
      now: client.now(),
      columns: this.#options.columns(),
      search: this.#options.model.query.search,
      selectedId: this.#host.conversationId,
      tick: this.#tick,
    });
  }

  #speak(text: string): void {
    const region = this.#host.renderRoot.querySelector('.announcements');
    if (region !== null) region.textContent = text;
  }
}
