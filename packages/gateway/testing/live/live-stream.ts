import { WebSocket } from 'ws';
import type { LiveCustomer } from './live-customer.js';

/** What a customer's page is sent. */
export interface LiveActivity {
  readonly type: string;
  readonly id?: string;
  readonly text?: string;
  readonly from?: { readonly id: string; readonly role?: string };
}

/** A customer's page that shows the conversation over the Direct Line stream, and comes back where it was whenever that breaks. */
export interface LiveStream {
  /** Everything, in the order in which it came. */
  readonly activities: readonly LiveActivity[];
  /** Resolves with the first activity, come or to come, that fits. */
  until(fits: (activity: LiveActivity) => boolean): Promise<LiveActivity>;
  close(): void;
}

const callMs = 4_000;
const pauseMs = 100;

/** Opens it. @param url - of the gateway, or of what stands before several */
export function openLiveStream(url: string, { thread, token }: LiveCustomer): LiveStream {
  const activities: LiveActivity[] = [];
  const watchers = new Set<() => void>();
  let watermark = '';
  let socket: WebSocket | undefined;
  let isClosed = false;
  const hear = (data: Buffer): void => {
    const text = data.toString('utf8');
    if (text === '') return;
    const sent = JSON.parse(text) as { readonly activities?: readonly LiveActivity[]; readonly watermark?: string };
    activities.push(...(sent.activities ?? []));
    watermark = sent.watermark ?? watermark;
    for (const watcher of [...watchers]) watcher();
  };
  const connect = async (): Promise<void> => {
    const headers = { authorization: `Bearer ${token}` };
    const path = `/v3/directline/conversations/${thread}?watermark=${encodeURIComponent(watermark)}`;
    const answer = await fetch(`${url}${path}`, { headers, signal: AbortSignal.timeout(callMs) });
    const { streamUrl } = (await answer.json()) as { readonly streamUrl: string };
    const opened = new WebSocket(streamUrl, { handshakeTimeout: callMs });
    socket = opened;
    opened.on('message', hear);
    // An error is followed by a close, which is what counts.
    opened.on('error', () => opened.terminate());
    opened.on('close', again);
  };
  const again = (): void => {
    if (!isClosed) setTimeout(() => void (isClosed || connect().catch(again)), pauseMs);
  };
  void connect().catch(again);
  return {
    activities,
    until: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = activities.find(fits);
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        look();
      }),
    close() {
      isClosed = true;
      socket?.terminate();
    },
  };
}
