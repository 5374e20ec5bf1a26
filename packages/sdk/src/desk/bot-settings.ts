import type { BotRules } from '../conversation/status.js';
import type { PreparedReply } from './desk.js';

/** From one time of day to another on the same day, `HH:MM`; `24:00` is its end. */
export interface OpeningSpan {
  readonly from: string;
  readonly to: string;
}

/** When a bot's desk is staffed. */
export interface OpeningHours {
  /** IANA name, as in `Europe/Berlin`. */
  readonly timeZone: string;
  /** Seven days, Monday first; no span: closed all day. */
  readonly week: readonly (readonly OpeningSpan[])[];
  /** Dates on which it is closed whatever the day, `YYYY-MM-DD`. */
  readonly closedOn: readonly string[];
}

/** What supervisors may change about a bot while it runs. */
export interface BotSettings {
  /** Rises with every change; a change names the one it was made from. 0: nothing was ever changed. */
  readonly version: number;
  readonly rules: BotRules;
  readonly preparedReplies: readonly PreparedReply[];
  /** Automatic messages by name; an empty one is not sent. */
  readonly messages: Readonly<Record<string, string>>;
  /** Null: always open. */
  readonly openingHours: OpeningHours | null;
  /**
   * Stands for what these settings rest on besides earlier changes, as a configuration file does. A change hands it back,
   * and is refused if that is something else by now; without it, nobody looks.
   */
  readonly basis?: string;
}
