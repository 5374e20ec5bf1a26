import type { LitElement, ReactiveController } from 'lit';
import { createAnnouncer, type Announcer } from '../words/announcer.js';
import { browserClock } from '../words/browser-clock.js';
import type { Transcript } from './transcript.js';
import { spokenWords, type TranscriptContext } from './transcript-templates.js';

/** Longest text spoken for one message. */
const spokenLength = 300;

/** Speaks what is new in a conversation, politely; the element renders `.announcements` for it. */
export class NewsAnnouncer implements ReactiveController {
  readonly #host: LitElement;
  #announcer: Announcer | undefined;
  #viewers = '';

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#announcer = createAnnouncer((text) => {
      const region = this.#host.renderRoot.querySelector('.announcements');
      if (region !== null) region.textContent = text;
    }, browserClock);
  }

  hostDisconnected(): void {
    this.#announcer?.end();
    this.#announcer = undefined;
  }

  /** Says something soon; a later text on the same topic replaces one that still waits. */
  say(topic: string, text: string): void {
    this.#announcer?.say(topic, text);
  }

  /** Says who else looks, once it is another sentence; that nobody does any more is no news. */
  sayViewers(text: string): void {
    if (text !== this.#viewers && text !== '') this.say('viewers', text);
    this.#viewers = text;
  }

  /** Says what arrived since the last call. */
  sayNews(transcript: Transcript, context: TranscriptContext): void {
    for (const event of transcript.takeUnspoken()) {
      const text = spokenWords(event, context);
      if (text !== undefined) this.say(event.id, text.slice(0, spokenLength));
    }
  }
}
