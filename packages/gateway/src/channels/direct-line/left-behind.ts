/** Sees to customers whose node died: who has not come back to another one in time is gone. */
import type { Conversation } from '@live-takeover/sdk/core';
import type { Share } from '../../nodes/share.js';
import type { Runtime } from '../../runtime.js';
import type { CustomerPlaces, LeftBehind } from './customer-places.js';

/** What seeing to them takes. */
export interface LeftBehindWatchOptions {
  readonly places: CustomerPlaces;
  readonly share: Pick<Share, 'holds' | 'onGained' | 'onNodesGone'>;
  readonly runtime: Runtime;
  readonly tenants: () => readonly string[];
  /** How long they have to come back. */
  readonly graceMs: () => number;
  /** The newest conversation of a thread, as it stands in the store. */
  readonly newest: (tenant: string, thread: string) => Promise<Conversation | undefined>;
  /** They have not. */
  readonly lost: (tenant: string, thread: string) => Promise<void>;
}

/**
 * Watches from now on, whenever nodes are gone or this one comes to look after
 * more: then it may be the one to notice.
 *
 * @returns ends it
 */
export function watchLeftBehind(options: LeftBehindWatchOptions): () => void {
  const { places, share, runtime, tenants, graceMs } = options;
  const waiting = new Set<() => void>();
  let isOver = false;
  const report = (work: Promise<void>): void =>
    void work.catch((error: unknown) => {
      runtime.log('warn', 'direct-line-customers-left-behind', { error: error instanceof Error ? error.name : 'unknown' });
    });
  const find = async (): Promise<readonly LeftBehind[]> => (await Promise.all(tenants().map((tenant) => places.leftBehind(tenant)))).flat();
  const look = async (): Promise<void> => {
    const found = new Set((await find()).map(keyOf));
    if (found.size === 0 || isOver) return;
    const cancel = runtime.schedule(graceMs(), () => {
      waiting.delete(cancel);
      report(settle(found));
    });
    waiting.add(cancel);
  };
  /** Only of those who were left behind a grace ago: who lost another node since has time left. */
  const settle = async (meant: ReadonlySet<string>): Promise<void> => {
    for (const customer of await find()) {
      if (isOver) return;
      if (meant.has(keyOf(customer))) await settleOne(options, customer);
    }
  };
  share.onGained(() => report(look()));
  share.onNodesGone(() => report(look()));
  return () => {
    isOver = true;
    for (const cancel of waiting) cancel();
  };
}

async function settleOne({ places, share, newest, lost }: LeftBehindWatchOptions, customer: LeftBehind): Promise<void> {
  const { tenant, thread } = customer;
  const conversation = await newest(tenant, thread);
  // Another node looks after the conversation, and so after this.
  if (conversation !== undefined && !share.holds(tenant, conversation.id)) return;
  if (conversation !== undefined) await lost(tenant, thread);
  await places.forget(customer);
}

function keyOf({ tenant, thread, nodes }: LeftBehind): string {
  return JSON.stringify([tenant, thread, nodes]);
}
