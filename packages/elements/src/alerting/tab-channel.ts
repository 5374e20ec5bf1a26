/** What the tabs of one agent tell each other. */
export type TabMessage =
  /** These alerts have been told by this way. */
  | { readonly kind: 'told'; readonly channel: string; readonly rings: readonly string[] }
  /** The agent is there. */
  | { readonly kind: 'active' }
  /** The agent chose something, which the host's own store may not tell. */
  | { readonly kind: 'chosen'; readonly key: string; readonly value: string | null };

/** Makes a channel, as `new BroadcastChannel(name)`; throws where it is not allowed. */
export type OpenChannel = (name: string) => BroadcastChannel;

/** Speaks to the other tabs of this origin; where that is not possible, to nobody. */
export class TabChannel {
  readonly #channel: BroadcastChannel | undefined;

  constructor(name: string, hear: (message: TabMessage) => void, open: OpenChannel = (wanted) => new BroadcastChannel(wanted)) {
    try {
      this.#channel = open(name);
      this.#channel.onmessage = ({ data }: MessageEvent) => {
        const message = decode(data);
        if (message !== undefined) hear(message);
      };
    } catch {
      // No such thing here, or an origin of its own: this tab is alone.
      this.#channel = undefined;
    }
  }

  /** Whether anybody could hear. */
  get isOpen(): boolean {
    return this.#channel !== undefined;
  }

  post(message: TabMessage): void {
    try {
      this.#channel?.postMessage(message);
    } catch {
      // Closed with its page: nobody needs to know any more.
    }
  }

  close(): void {
    this.#channel?.close();
  }
}

/** Another version of this package may speak too. */
function decode(data: unknown): TabMessage | undefined {
  const message = data as Partial<Record<'kind' | 'channel' | 'rings' | 'key' | 'value', unknown>> | null;
  switch (message?.kind) {
    case 'active':
      return { kind: 'active' };
    case 'told': {
      const { channel, rings } = message;
      return typeof channel === 'string' && Array.isArray(rings) ? { kind: 'told', channel, rings: rings.map(String) } : undefined;
    }
    case 'chosen': {
      const { key, value } = message;
      return typeof key === 'string' && (typeof value === 'string' || value === null) ? { kind: 'chosen', key, value } : undefined;
    }
    default:
      return undefined;
  }
}
