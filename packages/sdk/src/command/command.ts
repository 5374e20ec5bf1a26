import type { TakeoverError } from '../base/errors.js';
import type { Readable } from '../base/observable.js';
import type { Attachment, ConversationId } from '../conversation/event.js';
import type { BotSettings } from '../desk/bot-settings.js';

/** What an agent may ask of one conversation. `term` fences: a stale one is refused. */
export type ConversationCommand =
  | {
      readonly name: 'take-over';
      readonly conversationId: ConversationId;
      readonly seenTerm: number;
      readonly force?: boolean;
      /** Takes a hand-back of one's own back; refused as `too-late` once the customer has written. */
      readonly isUndo?: boolean;
    }
  /** `wrapUp`: the id of one of the bot's wrap-up reasons. */
  | { readonly name: 'hand-back'; readonly conversationId: ConversationId; readonly term: number; readonly wrapUp?: string }
  /** To an agent, or null: back to the queue. The note becomes an internal one. */
  | { readonly name: 'transfer'; readonly conversationId: ConversationId; readonly term: number; readonly to: string | null; readonly note?: string }
  /** A supervisor's transfer of what the bot or anybody holds. */
  | { readonly name: 'assign'; readonly conversationId: ConversationId; readonly seenTerm: number; readonly to: string; readonly note?: string }
  | {
      readonly name: 'send';
      readonly conversationId: ConversationId;
      readonly term: number;
      readonly text: string;
      readonly attachments?: readonly Attachment[];
    }
  | { readonly name: 'add-note'; readonly conversationId: ConversationId; readonly text: string }
  | { readonly name: 'dismiss-action'; readonly conversationId: ConversationId; readonly term: number }
  | { readonly name: 'close'; readonly conversationId: ConversationId; readonly term: number; readonly wrapUp?: string }
  | { readonly name: 'request-desk'; readonly conversationId: ConversationId; readonly term: number; readonly desk: string };

/** What an agent may ask for themself, and a supervisor for another. */
export interface SetAvailability {
  readonly name: 'set-availability';
  /** `online`, `offline`, or a reason of the integrator's. */
  readonly availability: string;
  /** Another agent, whom a supervisor sets to `offline`. Default: oneself. */
  readonly agentId?: string;
}

/** A supervisor's change of a bot's settings; refused as `settings-changed` if somebody else changed them since. */
export interface ChangeSettings {
  readonly name: 'change-settings';
  readonly botId: string;
  /** All of them; `version` is that of the ones they were made from. */
  readonly settings: BotSettings;
}

/** Intent on its way to the backend, under an id that is never used for another intent. */
export type Command = CommandBody & {
  readonly id: string;
  /** It was sent before under this id, and nobody knows what became of it: what is answered now must hold for that one too. */
  readonly isRepeat?: boolean;
};

/** A command without the id that the outbox gives it. */
export type CommandBody = ConversationCommand | SetAvailability | ChangeSettings;

/** How far a command got. Settles once, as `acknowledged` or `failed`. */
export type CommandState =
  | { readonly state: 'queued' }
  | { readonly state: 'sent' | 'uncertain'; readonly sentAt: number }
  | { readonly state: 'acknowledged'; readonly seq: number }
  | { readonly state: 'failed'; readonly error: TakeoverError };

/** What the backend answered. `seq` is that of the command's last event, 0 if it made none. */
export type CommandResult = { readonly ok: true; readonly seq: number } | { readonly ok: false; readonly error: TakeoverError };

/** A command on its way. The promise settles once; the state may be watched meanwhile. */
export interface CommandHandle {
  readonly id: string;
  readonly state: Readable<CommandState>;
  /** Resolves when acknowledged. @throws {TakeoverError} when it failed. */
  readonly settled: Promise<void>;
}

/** How long and for whom a command is tried. */
export interface CommandOptions {
  /**
   * Repeats a command whose outcome is not known: the same body under the id it
   * had takes effect once, however often it is sent. Default: a new id.
   */
  readonly id?: string;
  /** Gives up: a command not yet sent fails as `aborted`, one already sent as `outcome-unknown`. */
  readonly signal?: AbortSignal;
  /** After this a command whose outcome is not known fails as `outcome-unknown`. Default 30,000. */
  readonly deadlineMs?: number;
}
