/**
 * Nobody waits unheard: open requests alert whoever is available, or the customer
 * is told that nobody is; and no conversation stays with an agent who is gone.
 *
 * "Available" and "gone" are judged by what really happened (which frames arrived
 * where, what is on disk), with slack for what the gateway cannot know sooner.
 */
import type { SimulatedAgent } from '../actors/agent.js';
import { simulatedConfig } from '../actors/configuration.js';
import type { SimulatedNode } from '../actors/node.js';
import type { SimulatedTab } from '../actors/tab.js';
import type { StoreModel } from '../store/store-model.js';
import type { World } from '../world/world.js';
import { isOnDuty } from './desks.js';
import { isInTouch } from './in-touch.js';
import type { Ledger, LedgerConversation } from './ledger.js';

/** How long after everything is in place an alert may take. */
const alertSlackMs = 15_000;
const leaseMs = 45_000;
const capacity = simulatedConfig.agents.capacity ?? Infinity;
const graceMs = 60_000;
/** How long a node may take to notice what its neighbours know, and to take over what they leave. */
const handoverMs = 45_000;
/** How long a node may take to see that nobody is there, and to say so. */
const noticeMs = 25_000;
/** By how much the clock of a node may be behind. */
const clockSlackMs = 1_000;

/** What there is to look at. */
export interface AttentionScene {
  readonly world: World;
  readonly ledger: Ledger;
  readonly nodes: readonly SimulatedNode[];
  readonly agents: readonly SimulatedAgent[];
  readonly model: Pick<StoreModel, 'now'>;
}

/** Judges the end of a takeover whose agent was taken to be gone: not before lease and grace are over. */
export function judgeRelease(world: World, agent: SimulatedAgent, conversationId: string): void {
  const provenUntil = Math.max(0, ...agent.whereabouts.provenUntil.values());
  const goneFor = world.schedule.now - provenUntil;
  if (goneFor < graceMs - clockSlackMs) world.violate('not-taken-too-early', `${conversationId} was taken from ${agent.identity.id}, who had been gone for ${goneFor} ms`);
}

/** Looks for anybody who was forgotten. */
export function sweepAttention(scene: AttentionScene): void {
  judgePresence(scene);
  for (const conversation of scene.ledger.conversations.values()) {
    const { head } = conversation;
    if (head.closed !== null) continue;
    if (head.operator.kind === 'agent') {
      judgeHolder(scene, conversation);
      judgeCalls(scene, conversation);
    }
    // Who ended the chat waits for nobody any more.
    else if (head.request?.target === 'agents' && head.left?.why !== 'ended') judgeRequest(scene, conversation);
  }
}

/** What a tab in touch shows of who is there, against what was heard and chosen. */
function judgePresence({ world, agents }: AttentionScene): void {
  const now = world.schedule.now;
  for (const tab of agents.flatMap(({ tabs }) => tabs)) {
    if (!isInTouch(tab, now - handoverMs)) continue;
    for (const { id, availability, isReachable } of tab.client.agents.value) {
      const truth = agents.find(({ identity }) => identity.id === id)?.whereabouts;
      if (truth === undefined) continue;
      if (isReachable && truth.heardAt < now - leaseMs - handoverMs)
        world.violate('presence-is-honest', `${tab.name} shows ${id} as reachable, of whom nothing was heard for ${now - truth.heardAt} ms`);
      if (availability !== truth.availability && truth.choseAt < now - handoverMs)
        world.violate('presence-is-honest', `${tab.name} shows ${id} as ${availability}, who chose ${truth.availability} ${now - truth.choseAt} ms ago`);
    }
  }
}

function judgeHolder({ world, nodes, agents }: AttentionScene, { id, botId, head }: LedgerConversation): void {
  const { operator } = head;
  const agent = agents.find((one) => operator.kind === 'agent' && one.identity.id === operator.id);
  if (agent === undefined || simulatedConfig.bots.find((bot) => bot.id === botId)?.onUnreachable === 'hold') return;
  const now = world.schedule.now;
  // A node that starts cannot know for how long an agent has been gone, and gives them lease and grace anew.
  const missedAt = now - leaseMs - graceMs - handoverMs;
  const goneAt = Math.max(agent.whereabouts.heardAt, agent.becameOperatorAt.get(id) ?? 0);
  if (isWatchedSince(nodes, missedAt) && goneAt < missedAt)
    world.violate('no-orphans', `${id} is with ${agent.identity.id}, of whom nothing was heard for ${now - goneAt} ms`);
}

/** Whether nodes serve, and all that do have been well since then: any of them may be the one that has to act. */
function isWatchedSince(nodes: readonly SimulatedNode[], since: number): boolean {
  const there = nodes.filter(({ state }) => state !== 'down');
  return there.length > 0 && there.every(({ soundSince }) => soundSince !== null && soundSince <= since);
}

function judgeRequest(scene: AttentionScene, conversation: LedgerConversation): void {
  const { world, nodes, agents } = scene;
  const { head, id, botId } = conversation;
  const seq = head.request?.seq ?? 0;
  const alertId = `agent-request:${id}:${seq}`;
  const now = world.schedule.now;
  // Somebody who had ended the chat and came back waits from then on.
  const waitsSince = Math.max(conversation.committedAts[seq - 1] ?? now, cameBackAt(conversation));
  if (waitsSince > now - alertSlackMs) return;
  for (const agent of agents)
    for (const tab of agent.tabs)
      if (isSurelyAvailable(scene, agent, tab, botId, now) && !isAlerted(tab, alertId) && !agent.seenAlerts.has(alertId))
        return world.violate('requests-are-heard', `${tab.name} is available and is not alerted to ${alertId}`);
  const missedAt = now - leaseMs - noticeMs;
  const isClosed = isOnDuty(botId, scene.model.now() - (now - missedAt), scene.model.now()) === false;
  const isAnyoneThere = !isClosed && agents.some((agent) => agent.sees(botId) && agent.whereabouts.mayBeAvailable(missedAt));
  const { toldSinceRequest } = conversation;
  const isTold = toldSinceRequest.has('no-agents') || toldSinceRequest.has('outside-hours');
  if (waitsSince <= missedAt && isWatchedSince(nodes, missedAt) && !isAnyoneThere && !isTold)
    world.violate('nobody-is-told', `${id} asks for an agent, nobody has been there for a while, and the customer was not told`);
}

function isAlerted({ client }: SimulatedTab, alertId: string): boolean {
  return client.alerts.value.some(({ id }) => id === alertId);
}

/** When the customer last came back, epoch ms by nobody's clock; 0 for never. */
function cameBackAt({ events, heads, committedAts }: LedgerConversation): number {
  const index = events.findLastIndex((_event, place) => place > 0 && heads[place - 1]?.left !== null && heads[place]?.left === null);
  return committedAts[index] ?? 0;
}

/** Who holds a conversation is told that it was given to them, and that its customer wrote. */
function judgeCalls({ world, agents }: AttentionScene, { id, head, events, committedAts }: LedgerConversation): void {
  const holder = agents.find(({ identity }) => head.operator.kind === 'agent' && identity.id === head.operator.id);
  const started = events.findLastIndex(({ type }) => type === 'takeover-started');
  const taken = events[started];
  if (holder === undefined || taken?.type !== 'takeover-started') return;
  const since = world.schedule.now - alertSlackMs;
  const written = events.findLastIndex((event) => event.type === 'message-sent' && event.from === 'customer');
  const isAnswered = events.slice(written + 1).some((event) => event.type === 'message-sent' && event.from === 'agent');
  const calls = [
    ...(taken.by === undefined ? [] : [{ alertId: `assigned:${id}:${head.handover?.seq ?? taken.seq}`, place: started }]),
    // In the same millisecond nobody can tell which came first.
    ...(written < started || isAnswered || head.idleSince <= head.operatorSince ? [] : [{ alertId: `customer-message:${id}:${head.unansweredSeq}:${head.idleSince}`, place: written }]),
  ];
  for (const { alertId, place } of calls)
    for (const tab of holder.tabs)
      if ((committedAts[place] ?? Infinity) <= since && isInTouch(tab, since) && !isAlerted(tab, alertId) && !holder.seenAlerts.has(alertId))
        world.violate('who-is-called-hears', `${tab.name} is not alerted to ${alertId}`);
}

/** Whether everything has been in place for long enough that this tab must know of every request. */
function isSurelyAvailable(scene: AttentionScene, agent: SimulatedAgent, tab: SimulatedTab, botId: string, now: number): boolean {
  const since = now - alertSlackMs;
  const { onlineSince } = agent.whereabouts;
  const isOpen = isOnDuty(botId, scene.model.now() - alertSlackMs, scene.model.now()) === true;
  return isOpen && isInTouch(tab, since) && agent.sees(botId) && onlineSince !== null && onlineSince <= since && mostHeld(scene.ledger, agent, since) < capacity;
}

/** How many conversations an agent may have held at a time since then: at most. */
function mostHeld(ledger: Ledger, { identity }: SimulatedAgent, since: number): number {
  let count = 0;
  for (const { heads, committedAts } of ledger.conversations.values()) {
    const isHeld = heads.some((head, place) => head.operator.kind === 'agent' && head.operator.id === identity.id && head.closed === null && (committedAts[place + 1] ?? Infinity) > since);
    if (isHeld) count += 1;
  }
  return count;
}
