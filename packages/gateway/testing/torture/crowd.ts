/** Everybody who uses the gateways in a run. */
import { seededRandom } from '../../src/import/seeded-random.js';
import { tokenOf } from '../live/live-gateway.js';
import { secrets } from './cluster.js';
import type { TortureForm } from './form.js';
import { agentOf } from './ideal-gateway.js';
import type { Recorder } from './recorder.js';
import { createRecorder } from './recorder.js';
import { Squad } from './squad.js';
import { TortureAgent } from './torture-agent.js';
import { TortureCustomer } from './torture-customer.js';

/** Agents and customers, and what they noted. */
export interface Crowd {
  readonly agents: readonly TortureAgent[];
  readonly customers: readonly TortureCustomer[];
  readonly recorder: Recorder;
  /** Plays until told to stop, and what was begun to its end. */
  play(signal: AbortSignal): Promise<void>;
  /** Resolves once every agent has had an answer to something sent after `at`, or it took too long. */
  answeredSince(at: number, limitMs: number): Promise<void>;
  /** Resolves when nobody waits for an answer any more: each has come, or its deadline has. */
  settled(): Promise<void>;
  /** A pause of the plan; ends at once when the run is broken off. */
  rest(durationMs: number): Promise<void>;
  leave(): Promise<void>;
}

const lookEveryMs = 100;

/** Lets everybody come in. Resolves when every agent sees every customer. */
export async function gatherCrowd(form: TortureForm, url: string, signal: AbortSignal): Promise<Crowd> {
  const recorder = createRecorder();
  const rest = pausesUntil(signal);
  const customers = Array.from({ length: form.customers }, (_, index) => {
    const random = seededRandom(`customer ${index} ${form.seed}`);
    return new TortureCustomer({ ...form, url, secret: secrets.directLine, name: `customer-${index}`, recorder, random, rest });
  });
  const agents = Array.from({ length: form.agents }, (_, index) => {
    // The first of each squad is a supervisor.
    const actor = { ...agentOf(index), isSupervisor: index % form.squadSize === 0 };
    const role = actor.isSupervisor ? 'supervisor' : 'agent';
    return new TortureAgent({ url, actor, recorder, deadlineMs: form.deadlineMs, getToken: () => tokenOf(actor.id, secrets.agent, { name: actor.name, role }) });
  });
  const leave = (): Promise<void> => {
    for (const someone of [...agents, ...customers]) someone.close();
    return Promise.resolve();
  };
  try {
    await Promise.all(customers.map((customer) => customer.begin()));
    const conversationIds = customers.map(({ conversationId }) => conversationId);
    await Promise.all(agents.map((agent) => agent.until(() => conversationIds.every((id) => agent.see(id) !== undefined), signal)));
    const squads = squadsOf(form, agents).map((members, index) => {
      const random = seededRandom(`squad ${index} ${form.seed}`);
      return new Squad({ members, conversationIds, random, restMs: form.restMs, rest });
    });
    return {
      agents,
      customers,
      recorder,
      rest,
      leave,
      play: async (playing) => void (await Promise.all([...squads.map((squad) => squad.play(playing)), ...customers.map((customer) => customer.chat(playing))])),
      async answeredSince(at, limitMs) {
        for (const until = at + limitMs; performance.now() < until && !hasEverybodyAnswer(recorder, agents, at); ) await rest(lookEveryMs);
      },
      settled: async () => void (await Promise.all(agents.map((agent) => agent.settled()))),
    };
  } catch (error) {
    await leave();
    throw error;
  }
}

function hasEverybodyAnswer({ operations }: Recorder, agents: readonly TortureAgent[], at: number): boolean {
  const answered = new Set(operations.filter(({ sentAt, answeredAt }) => sentAt >= at && Number.isFinite(answeredAt)).map(({ actor }) => actor.id));
  return agents.every(({ actor }) => answered.has(actor.id));
}

function squadsOf({ squadSize }: TortureForm, agents: readonly TortureAgent[]): readonly (readonly TortureAgent[])[] {
  return Array.from({ length: Math.ceil(agents.length / squadSize) }, (_, index) => agents.slice(index * squadSize, (index + 1) * squadSize));
}

/** Pauses that end at once when the run is broken off. */
function pausesUntil(signal: AbortSignal): (durationMs: number) => Promise<void> {
  const endings = new Set<() => void>();
  signal.addEventListener('abort', () => [...endings].forEach((end) => end()));
  return (durationMs) =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        endings.delete(end);
        resolve();
      };
      const timer = setTimeout(end, durationMs);
      endings.add(end);
      if (signal.aborted) end();
    });
}
