/**
 * "Up to date" means: this table is the fold of the log at the tab's cursor (or
 * of a later state that a snapshot brought), with the statuses that the rules
 * give at the tab's own server time; and nothing is missing that came on disk
 * longer ago than the promise allows.
 */
import type { BotRules, Conversation, Row } from '@live-takeover/sdk';
import { labelOf, statusOf } from '@live-takeover/sdk';
import type { SimulatedTab } from '../actors/tab.js';
import type { World } from '../world/world.js';
import type { Ledger, LedgerConversation } from './ledger.js';

/** How long a table in view may lag without saying so, and what a frame may take on its way. */
const staleLimitMs = 35_000 + 2_000;
/** What is added while its node may be behind the database, until it notices. */
const nodeLagMs = 15_000;
/** How long after all is well a node may still wait for an answer that was lost before. */
const hungMs = 11_000;
/** How long after its instant a status may still be the one before: timers are not exact to the millisecond. */
const timerSlackMs = 50;

/** Judges what a tab shows now, if it says that it is up to date. */
export function judgeTable(world: World, ledger: Ledger, tab: SimulatedTab): void {
  const { client, view } = tab;
  if (view === undefined || client.freshness.value.state !== 'up-to-date') return;
  // In the very instant of its waking a tab has not yet done what was due meanwhile.
  if (!tab.isVisible || !tab.isAwake || tab.inViewSince === world.schedule.now || tab.cursor === undefined) return;
  const positions = positionsOf(tab.cursor);
  const now = client.now();
  const rows = new Map(view.rows(0, view.total).map((row) => [row.id, row]));
  const tally = { total: 0, awaitingAgent: 0 } as Record<string, number>;
  for (const conversation of ledger.conversations.values()) {
    if (tab.identity.bots?.includes(conversation.botId) === false) {
      if (rows.has(conversation.id)) world.violate('scope', `${tab.name} shows ${conversation.id} of ${conversation.botId}`);
      continue;
    }
    const row = rows.get(conversation.id);
    rows.delete(conversation.id);
    const why = mismatch(world, tab, conversation, row, positions[conversation.partition] ?? 0, now);
    if (why !== undefined) return world.violate('up-to-date', `${tab.name} at ${tab.cursor}: ${conversation.id}: ${why}`);
    if (row !== undefined) count(tally, row);
  }
  const [ghost] = rows.keys();
  if (ghost !== undefined) return world.violate('up-to-date', `${tab.name} shows ${ghost}, which is not on disk`);
  for (const [name, wanted] of Object.entries(view.counts))
    if ((tally[name] ?? 0) !== wanted) return world.violate('up-to-date', `${tab.name} counts ${wanted} ${name} above ${tally[name] ?? 0} rows`);
}

/** Why a row is not the conversation's; undefined if it is. */
function mismatch(world: World, tab: SimulatedTab, conversation: LedgerConversation, row: Row | undefined, position: number, now: number): string | undefined {
  const { heads, positions, committedAts } = conversation;
  const staleAt = staleAtOf(world, tab);
  let seq = heads.length;
  let why: string | undefined;
  for (; seq >= 0; seq -= 1) {
    const problem = seq === 0 ? (row === undefined ? undefined : 'there is a row before the beginning') : differenceOf(tab, heads[seq - 1] as Conversation, row, now);
    if (problem === undefined) return undefined;
    why ??= problem;
    if (seq > 0 && (positions[seq - 1] as number) <= position) return `${problem} (at its cursor, seq ${seq})`;
    if (seq > 0 && tab.inViewSince <= staleAt && (committedAts[seq - 1] as number) <= staleAt) return `stale for ${world.schedule.now - (committedAts[seq - 1] as number)} ms: ${problem} (seq ${seq})`;
  }
  return why;
}

/** What came on disk before must be shown. Of a node that is not well it takes a while until the tab can know. */
function staleAtOf({ schedule }: World, { connected, upToDateSince }: SimulatedTab): number {
  const soundSince = connected?.node.soundSince ?? null;
  const staleAt = schedule.now - staleLimitMs;
  if (soundSince !== null && soundSince + hungMs <= staleAt) return staleAt;
  return upToDateSince <= staleAt - nodeLagMs ? staleAt - nodeLagMs : -Infinity;
}

function differenceOf(tab: SimulatedTab, head: Conversation, row: Row | undefined, now: number): string | undefined {
  // Whether these are the rules that hold is judged apart.
  const botRules: BotRules | undefined = tab.client.rules.value[head.bot.id];
  if (botRules === undefined) return `there is no bot ${head.bot.id}`;
  const { status, since, reason } = statusOf(head, botRules, now);
  if (row?.status !== status && (row?.status ?? 'off-page') !== status) {
    const justBefore = statusOf(head, botRules, now - timerSlackMs).status;
    if ((row?.status ?? 'off-page') !== justBefore) return `shown as ${row?.status ?? 'off-page'}, is ${status}`;
    return undefined;
  }
  if (row === undefined) return undefined;
  const { operator } = head;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['since', row.since, since],
    ['reason', row.reason.code, reason.code],
    ['label', row.label, labelOf(head)],
    ['reference', row.reference, head.reference],
    ['term', row.term, head.term],
    ['operator', row.operator.kind === 'bot' ? 'bot' : row.operator.id, operator.kind === 'bot' ? 'bot' : operator.id],
    ['isMine', row.isMine, operator.kind === 'agent' && operator.id === tab.identity.id],
    ['last message', row.lastMessage?.text ?? null, head.lastCustomerText],
    ['chat length', row.chatLengthMs, head.lastMessageAt - head.firstMessageAt],
  ];
  for (const [what, shown, is] of pairs) if (shown !== is) return `${what} shown as ${String(shown)}, is ${String(is)}`;
  return undefined;
}

function count(tally: Record<string, number>, { status, reason, isMine }: Row): void {
  tally['total'] = (tally['total'] ?? 0) + 1;
  tally[status] = (tally[status] ?? 0) + 1;
  if (isMine) tally['mine'] = (tally['mine'] ?? 0) + 1;
  const isAwaiting = status === 'action' || reason.code === 'asked' || reason.code === 'desk-requested';
  if (isAwaiting) tally['awaitingAgent'] = (tally['awaitingAgent'] ?? 0) + 1;
}

/** What a cursor of the gateway stands for. Only those who check may look inside. */
function positionsOf(cursor: string): readonly number[] {
  return (cursor.split('.')[2] ?? '').split('-').map((position) => Number.parseInt(position, 36));
}
