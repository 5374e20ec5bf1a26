/** A Messenger thread: a page of ours, and a customer as that page knows them. */
export interface MessengerThread {
  readonly pageId: string;
  readonly psid: string;
}

/** How a thread is written. */
export function threadOf({ pageId, psid }: MessengerThread): string {
  return `messenger:${pageId}:${psid}`;
}

/** Who is at both ends of a thread; undefined for one of another channel. */
export function endsOf(thread: string): MessengerThread | undefined {
  const [, pageId, psid] = /^messenger:([^:]+):([^:]+)$/.exec(thread) ?? [];
  return pageId === undefined || psid === undefined ? undefined : { pageId, psid };
}

/** What a customer is called until Facebook says their name, which it need not. */
export function fallbackName(psid: string): string {
  return `Facebook user ..${psid.slice(-4)}`;
}

/** Whether a name is only that. */
export function isFallbackName(name: string | undefined): boolean {
  return name === undefined || /^Facebook user \.\./.test(name);
}
