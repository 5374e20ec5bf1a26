import type { Attachments } from '../../attachments/attachments.js';
import type { Settings } from '../../config/settings.js';
import type { Share } from '../../nodes/share.js';
import type { Runtime } from '../../runtime.js';
import type { ChannelSink } from '../channel.js';
import type { CustomerPlaces } from './customer-places.js';
import type { ThreadStore } from './thread-reader.js';

/** What the Direct Line server needs from around it. */
export interface DirectLineOptions {
  /** Without a `directLine` secret no integrator's server can ask for tokens. */
  readonly settings: Pick<Settings, 'config' | 'secrets' | 'findBot'>;
  /** Gives tokens to any page of this machine that asks. */
  readonly isDemo: boolean;
  readonly runtime: Runtime;
  readonly store: ThreadStore;
  readonly sink: ChannelSink;
  /** Where customers may be connected beside this node; absent where there is no other. */
  readonly elsewhere?: { readonly places: CustomerPlaces; readonly share: Pick<Share, 'holds' | 'onGained' | 'onNodesGone'> } | undefined;
  readonly attachments: Pick<Attachments, 'receive' | 'discard' | 'limits'>;
}
