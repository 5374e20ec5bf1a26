/** When all is quiet again: what every node, agent and customer holds for the truth. */
import type { ConversationEvent } from '@live-takeover/sdk';
import { fold } from '@live-takeover/sdk';
import type { Conversation } from '@live-takeover/sdk';
import { tokenOf } from '../live/live-gateway.js';
import type { Cluster } from './cluster.js';
import { secrets } from './cluster.js';
import type { Crowd } from './crowd.js';
import type { Offence } from './log-judge.js';
import { readLogs } from './read-logs.js';

type Logs = ReadonlyMap<string, readonly ConversationEvent[]>;

/** How long a client may take to come back and catch up: longer than it waits before it takes a socket for dead. */
const catchUpMs = 60_000;

/** The logs, read from each node; they may differ only in what came between the reads. */
export async function readAgreedLogs(cluster: Cluster, { customers }: Crowd): Promise<{ readonly logs: Logs; readonly offences: readonly Offence[] }> {
  const ids = customers.map(({ conversationId }) => conversationId);
  const getToken = (): ReturnType<typeof tokenOf> => tokenOf('reader', secrets.agent);
  const read: { readonly name: string; readonly logs: Logs }[] = [];
  for (const { name, url } of cluster.nodes) if (url !== undefined) read.push({ name, logs: await readLogs(url, getToken, ids) });
  const last = read.at(-1);
  if (last === undefined) throw new Error('No node runs any more, so nothing can be read.');
  const offences = read.flatMap(({ name, logs }) =>
    ids.filter((id) => !isBeginning(logs.get(id) ?? [], last.logs.get(id) ?? [])).map((id): Offence => differs(`${name} and ${last.name} tell different logs of ${id}`)),
  );
  return { logs: last.logs, offences };
}

/** Every agent's rows and every customer's messages, beside the logs. */
export async function judgeClients({ agents, customers }: Crowd, logs: Logs): Promise<readonly Offence[]> {
  const heads = [...logs].map(([, log]) => headOf(log)).filter((head) => head !== undefined);
  const stale = await Promise.all(
    agents.map(async (agent) => {
      const wrong = (): readonly Conversation[] => heads.filter(({ id, term }) => (agent.see(id)?.term ?? -1) < term);
      await agent.until(() => wrong().length === 0, AbortSignal.timeout(catchUpMs)).catch(() => undefined);
      return wrong().map(({ id, term }) => differs(`${agent.actor.name} sees ${id} in term ${agent.see(id)?.term ?? 'none'}, and the log has term ${term}; freshness ${agent.client.freshness.value.state}`));
    }),
  );
  const missing = await Promise.all(
    customers.map(async (customer) => {
      const due = messagesOf(logs.get(customer.conversationId) ?? []);
      await customer.untilReceived(due, AbortSignal.timeout(catchUpMs)).catch(() => undefined);
      const received = new Set(customer.received);
      const lacking = due.filter((seq) => !received.has(seq));
      return lacking.length === 0 ? [] : [differs(`${customer.conversationId}: the customer never got seq ${lacking.slice(0, 10).join(', ')}`)];
    }),
  );
  const disorders = customers.flatMap((customer) => customer.disorders).map(differs);
  return [...stale.flat(), ...missing.flat(), ...disorders];
}

function differs(what: string): Offence {
  return { kind: 'differs', what, operations: [] };
}

/** Whether everything of `left` stands in `right`, at the same place. */
function isBeginning(left: readonly ConversationEvent[], right: readonly ConversationEvent[]): boolean {
  return left.length <= right.length && left.every((event, index) => JSON.stringify(event) === JSON.stringify(right[index]));
}

function headOf(log: readonly ConversationEvent[]): Conversation | undefined {
  return log.reduce((state, event) => fold(state, event), undefined as Conversation | undefined);
}

function messagesOf(log: readonly ConversationEvent[]): readonly number[] {
  return log.filter(({ type }) => type === 'message-sent').map(({ seq }) => seq);
}
