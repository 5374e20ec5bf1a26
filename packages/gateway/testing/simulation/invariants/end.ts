import type { ConversationEvent } from '@live-takeover/sdk/core';
import { simulatedConfig } from '../actors/configuration.js';
import type { Stage } from '../stage.js';
import type { LedgerConversation } from './ledger.js';
import { judgeTable } from './tables.js';

/** What was stored just before the end may be on its way. */
const underWayMs = 5_000;

/** Judges a run after everything has worked for a while: nothing is owed to anybody any more. */
export function judgeEnd({ world, ledger, agents, customers, nodes, bots, commands }: Stage): void {
  commands.finish();
  for (const node of nodes) if (node.state !== 'up') world.violate('recovery', `${node.name} is ${node.state} at the end`);
  for (const agent of agents)
    for (const tab of agent.tabs) {
      const { state } = tab.client.freshness.value;
      if (state !== 'up-to-date') world.violate('recovery', `${tab.name} is ${state} at the end`);
      judgeTable(world, ledger, tab);
    }
  for (const conversation of ledger.conversations.values()) {
    const customer = customers.find(({ thread }) => thread === conversation.thread);
    const shown = customer?.shown.get(conversation.id) ?? 0;
    const due = conversation.committedAts.findLastIndex((at) => at < world.schedule.now - underWayMs) + 1;
    if (shown < due) world.violate('delivered', `${conversation.id} has ${due} events, its customer was shown ${shown}`);
    const owed = owedAnswer(conversation);
    if (owed !== undefined && !bots.hadNothingToSay(owed.id)) world.violate('accepted-work-is-finished', `${conversation.id}: nothing ever came of ${owed.id} (seq ${owed.seq})`);
  }
}

function isSilentWhileWaiting(botId: string): boolean {
  return simulatedConfig.bots.find(({ id }) => id === botId)?.whileWaiting === 'silent';
}

/** The newest customer message, if the bot owes it an answer. */
function owedAnswer({ events, heads, head }: LedgerConversation): ConversationEvent | undefined {
  if (head.closed !== null || head.operator.kind !== 'bot') return undefined;
  const message = events.findLast((event) => event.type === 'message-sent' && event.from === 'customer');
  if (message === undefined) return undefined;
  const since = heads.slice(message.seq - 1);
  // Under another operator, or while a bot keeps silent for an agent to come, nothing is asked of it.
  if (since[0]?.operator.kind !== 'bot' || since[0].term !== head.term) return undefined;
  if (isSilentWhileWaiting(head.bot.id) && since.some(({ request }) => request !== null)) return undefined;
  const isSettled = events.slice(message.seq).some(
    (event) => event.causedBy === message.id && ['message-sent', 'bot-reply-suppressed', 'bot-failed', 'agent-requested'].includes(event.type),
  );
  return isSettled ? undefined : message;
}
