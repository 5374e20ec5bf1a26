/** A channel to somebody else's service, as the conformance suite needs it. */
export interface ChannelSubject {
  /** Laid over the configuration of a gateway whose bot is `bank`; its public address is `https://gateway.test`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Those that the configuration names, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Carries the signature of a webhook. */
  readonly signatureHeader: string;
  /** After this time a webhook that comes again is refused. Absent: it has no age. */
  readonly replayWindowMs?: number;
  /** The same content in other bytes, where it can be written so. */
  readonly rewritten: (body: string) => string;
  /** Whether the signature tells that it was. Where it does not, it is the same message. */
  readonly isRewritingRefused: boolean;
  /** Whether the provider can be asked for what it was sent. Where not, what is in doubt stays so. */
  readonly canBeAsked: boolean;
  /** What the provider tells of messages that it took. */
  readonly tells: readonly ToldState[];
  /** What customers say to be left alone, and to be written to again. */
  readonly optOut?: { readonly stop: string; readonly start: string };
  /** The provider's simulator, with nothing in it. */
  open(around: ProviderSurroundings): SimulatedProvider;
}

/** How far a message got, as a provider may tell it. */
export type ToldState = 'sent' | 'delivered' | 'failed';

/** What a simulator lives among. */
export interface ProviderSurroundings {
  readonly now: () => number;
  /** Brings a webhook to the gateway. */
  readonly deliver: (request: Request) => Promise<Response>;
}

/** What may go wrong with one request to a provider. */
export type ProviderFault =
  /** Refused for now, and nothing was taken. */
  | 'unavailable'
  /** Refused, for there were too many. */
  | 'rate-limited'
  /** Our credentials are not good. */
  | 'unauthorized'
  /** Taken, and then the connection breaks. */
  | 'answer-lost'
  /** The connection breaks before anything was taken. */
  | 'request-lost'
  /** Taken, and answered as if something had broken. */
  | 'broken';

/** A message that a provider took. */
export interface TakenMessage {
  /** The provider's own. */
  readonly id: string;
  /** As {@link SimulatedCustomer.id}. */
  readonly to: string;
  readonly text: string;
}

/** Somebody who writes by way of the provider. */
export interface SimulatedCustomer {
  /** As the provider calls them. */
  readonly id: string;
  /** Their thread, as the channel names it. */
  readonly thread: string;
}

/** A simulator of any provider. */
export interface SimulatedProvider {
  /** Whether a request of the gateway's is for this provider. */
  isFor(request: Request): boolean;
  /** Whether such a request brings a message. */
  isMessage(request: Request): Promise<boolean>;
  /** Its API. */
  fetch(request: Request): Promise<Response>;
  /** @param index - from 0 to 9 */
  customer(index: number): SimulatedCustomer;
  /** A new message of a customer's as it comes to the gateway, signed now. */
  webhook(customer: SimulatedCustomer, text: string): Request;
  /** Something of a customer's that is neither text nor a file, nor anything that the channel knows. */
  unknown(customer: SimulatedCustomer): Request;
  /** What was taken, oldest first. */
  readonly taken: readonly TakenMessage[];
  /** What of the next requests goes wrong, one after the other. */
  fail(...faults: readonly ProviderFault[]): void;
  /**
   * Tells the gateway how far a message got.
   *
   * @param id - of the message told of, in place of the true one
   */
  report(message: TakenMessage, state: ToldState, id?: string): Promise<Response>;
}
