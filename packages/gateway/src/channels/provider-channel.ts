import type { Attachments } from '../attachments/attachments.js';
import type { RemoteFiles } from '../attachments/remote-files.js';
import type { Settings } from '../config/settings.js';
import type { DeskSink } from '../desks/desk.js';
import type { Destination } from '../outbound/destination.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { Channel, ChannelSink } from './channel.js';

/** What a channel to somebody else's service needs from around it. */
export interface ProviderChannelOptions {
  /** Asked each time: it changes while the gateway runs. */
  readonly settings: Pick<Settings, 'config' | 'secrets' | 'findBot'>;
  readonly runtime: Runtime;
  readonly store: Pick<EventStore, 'claim' | 'lease' | 'leases' | 'readBackwards' | 'threadConversations' | 'setting' | 'putSetting'>;
  readonly sink: ChannelSink;
  /** For humans who answer in the provider's own inbox. */
  readonly desk: DeskSink;
  readonly remoteFiles: RemoteFiles;
  readonly attachments: Pick<Attachments, 'limits'>;
  /** Where providers reach the gateway, without a slash at the end. */
  readonly publicUrl: () => string | Promise<string>;
}

/** A channel whose messages to customers go out by {@link Destination}, and not by `deliver`. */
export interface ProviderChannel extends Channel {
  readonly destination: Destination;
}
