import type { Authenticate } from './agents/authenticate.js';
import type { AttachmentStore } from './attachments/attachment-store.js';
import type { MapReply } from './bots/webhook/rasa-reply.js';
import type { Channel, ChannelSink } from './channels/channel.js';
import type { GatewayConfig } from './config/config.js';
import type { Secrets } from './config/secrets.js';
import type { Runtime } from './runtime.js';
import type { EventStore } from './store/event-store.js';

/** What a gateway is made from. */
export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly secrets: Secrets;
  /** Stays its owner's: the gateway never closes it. */
  readonly store: EventStore;
  readonly runtime: Runtime;
  /** Where bots reach the gateway; asked when it is needed, so the port may be known late. Default: `publicUrl`, or what is listened on. */
  readonly publicUrl?: () => string | Promise<string>;
  /** Where files are kept; all nodes of one store need the same place. Default: nowhere, and files are refused. */
  readonly attachments?: AttachmentStore | undefined;
  /** How agents' tokens are checked. Default: as the configuration says. */
  readonly authenticate?: Authenticate;
  /** Channels beside Direct Line. */
  readonly channels?: (sink: ChannelSink) => readonly Channel[];
  /** How to read webhook bots that do not answer as Rasa does, by bot id. */
  readonly mapReplies?: Readonly<Record<string, MapReply>>;
  /** Hands out tokens to whoever asks on this machine, and serves pages. */
  readonly demo?: { readonly pages?: (request: Request) => Promise<Response | undefined> };
}
