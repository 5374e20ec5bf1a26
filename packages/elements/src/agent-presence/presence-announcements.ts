import type { Alert, Clock } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { createAnnouncer, type Announcer } from '../words/announcer.js';
import type { Words } from '../language/words.js';
import { alertSentence } from './alert-toasts.js';
import { presenceWords, type PresenceState } from './presence-state.js';

/** What interrupts the agent: it changes what they are doing at this moment. */
const interrupting: readonly Alert['kind'][] = ['assigned', 'takeover-lost'];

/** Speaks for the presence: at once where something was given or taken or the connection is lost, else politely and together. */
export class PresenceAnnouncements implements ReactiveController {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment };
  readonly #polite: Announcer;
  #presence: string | undefined;

  constructor(host: ReactiveControllerHost & { readonly renderRoot: HTMLElement | DocumentFragment }, clock: Clock) {
    this.#host = host;
    this.#polite = createAnnouncer((text) => this.#speak('.polite', text), clock);
    host.addController(this);
  }

  /**
   * What the agent is now, if that is another thing than before.
   *
   * @param now - epoch ms of this machine's clock
   * @param isBesideTable - a table on the page says by itself that it is not updating
   */
  presence(words: Words, presence: PresenceState, now: number, isBesideTable: boolean): void {
    const text = presence.state === 'connecting' ? undefined : presenceWords(words, presence, now);
    const before = this.#presence;
    if (text === undefined || text === before) return;
    this.#presence = text;
    const isLost = presence.state !== 'known';
    if (isLost && !isBesideTable) this.#speak('.assertive', text);
    // How it was from the beginning is on the switch, to be read there.
    else if (before !== undefined) this.#polite.say('presence', text);
  }

  alerts(words: Words, news: readonly Alert[]): void {
    const urgent = news.filter(({ kind }) => interrupting.includes(kind));
    if (urgent.length > 0) this.#speak('.assertive', urgent.map((alert) => alertSentence(words, alert)).join(' '));
    const others = news.filter((alert) => !urgent.includes(alert));
    const [first] = others;
    if (first === undefined) return;
    this.#polite.say('alerts', others.length === 1 ? alertSentence(words, first) : words('alert.many', { count: others.length }));
  }

  /** For another client: nothing was said of it yet. */
  reset(): void {
    this.#presence = undefined;
  }

  hostDisconnected(): void {
    this.#polite.end();
  }

  #speak(region: '.polite' | '.assertive', text: string): void {
    void this.#host.updateComplete.then(() => {
      const element = this.#host.renderRoot.querySelector(region);
      // The same again is news too, and an unchanged region says nothing.
      if (element !== null) element.textContent = element.textContent === text ? `${text}\u00A0` : text;
    });
  }
}
