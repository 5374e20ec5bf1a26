import type { DeliveryFailure } from '@live-takeover/sdk/core';
import type { RemoteFile } from '../../attachments/remote-files.js';
import type { SmsNumber } from '../../config/channels-config.js';

/** A request of a provider as it came in. */
export interface ProviderCall {
  /** The address that the provider called: the public one, query included. */
  readonly url: string;
  readonly headers: Headers;
  /** The raw body. */
  readonly body: string;
}

/** A text that a customer wrote. */
export interface IncomingText {
  /** The provider's id: the same at each repeat. */
  readonly id: string;
  /** The customer's number, E.164. */
  readonly from: string;
  /** Ours. */
  readonly to: string;
  readonly text: string;
  readonly media: readonly RemoteFile[];
  /** What the provider itself took it for. */
  readonly optOut?: OptOutWord;
}

/** What a customer says about being written to. */
export type OptOutWord = 'stop' | 'start' | 'help';

/** How far a text got, as a provider tells it. */
export interface TextStatus {
  /** The provider's id of the text. */
  readonly providerId: string;
  /** `waiting`: nothing new. */
  readonly state: 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';
  readonly reason?: DeliveryFailure;
}

/** What a call says, or why it is not listened to. */
export type Heard<News> =
  | { readonly ok: true; readonly number: SmsNumber; readonly news: News }
  | { readonly ok: false; readonly why: 'unknown-number' | 'forged' | 'malformed' };

/** A text on its way to a customer. */
export interface OutgoingText {
  /** The same at each attempt. */
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly mediaUrls: readonly string[];
  /** Where the provider tells how far it got. */
  readonly statusUrl: string;
}

/** What became of one attempt at one text. */
export type TextOutcome =
  | { readonly outcome: 'sent'; readonly providerId: string }
  | { readonly outcome: 'failed'; readonly reason: DeliveryFailure }
  | { readonly outcome: 'later'; readonly afterMs?: number; readonly reason?: DeliveryFailure }
  | { readonly outcome: 'unknown' };

/** A text that is looked for at the provider. */
export interface LostText extends OutgoingText {
  /** Not sent before, epoch ms. */
  readonly since: number;
  /** Ids of other texts to the same customer. */
  readonly others: ReadonlySet<string>;
}

/**
 * A service that carries texts. One folder each.
 *
 * @typeParam Number - how one of our numbers there is configured
 */
export interface SmsProvider<Number extends SmsNumber = SmsNumber> {
  readonly name: Number['provider'];
  /** A customer's text, if the call is genuine and for one of these numbers. */
  readText(call: ProviderCall, numbers: readonly Number[]): Heard<IncomingText>;
  /** How far a text of this number got, if the call is genuine. */
  readStatus(call: ProviderCall, number: Number): Heard<TextStatus>;
  /** What the provider is answered that we have. */
  accepted(): Response;
  /** Attempts a text once. Never rejects. */
  send(number: Number, text: OutgoingText, signal: AbortSignal): Promise<TextOutcome>;
  /** Asks for a text whose sending was cut off: `absent` only if the provider certainly never had it. Never rejects. */
  find(number: Number, text: LostText, signal: AbortSignal): Promise<TextOutcome | { readonly outcome: 'absent' }>;
}
