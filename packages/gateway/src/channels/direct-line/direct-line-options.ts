import type { GatewayConfig } from '../../config/config.js';
import type { Secrets } from '../../config/secrets.js';
import type { Runtime } from '../../runtime.js';
import type { ChannelSink } from '../channel.js';
import type { ThreadStore } from './thread-reader.js';

/** What the Direct Line server needs from around it. */
export interface DirectLineOptions {
  readonly config: Pick<GatewayConfig, 'publicUrl' | 'origins' | 'directLine' | 'limits'> & {
    readonly bots: readonly { readonly id: string; readonly tenant: string }[];
  };
  /** Without a `directLine` secret no integrator's server can ask for tokens. */
  readonly secrets: Pick<Secrets, 'signing' | 'directLine'>;
  /** Gives tokens to any page of this machine that asks. */
  readonly isDemo: boolean;
  readonly runtime: Runtime;
  readonly store: ThreadStore;
  readonly sink: ChannelSink;
}
