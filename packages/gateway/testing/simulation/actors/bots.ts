/**
 * The bots of a simulation, one for each protocol: they answer, now or much
 * later, fail, hang, are out of reach, give default answers and ask for agents.
 */
import { callRemote } from '../world/network.js';
import type { Places } from '../world/places.js';
import type { Process } from '../world/schedule.js';
import { createProcess } from '../world/schedule.js';
import type { World } from '../world/world.js';
import type { SimulatedNode } from './node.js';

/** The bots' side of HTTP. */
export interface SimulatedBots {
  /** Answers a call of a node. */
  request(node: SimulatedNode, request: Request): Promise<Response>;
  /** Whether a bot was told of an event and had nothing to say. */
  hadNothingToSay(eventId: string): boolean;
  /** From now on they answer all and at once. */
  calmDown(): void;
}

/** What a bot says: an activity without its addresses. */
interface Said {
  readonly type: 'message' | 'event' | 'typing';
  readonly id: string;
  readonly text?: string;
  readonly name?: string;
  readonly channelData?: { readonly fallback: true };
}

type Behaviour = 'prompt' | 'late' | 'refusing' | 'hanging' | 'unreachable' | 'silent';

const callBackTimeoutMs = 3_000;
/** Bots here are patient: an answer that is never given is no fault of the gateway. */
const callBackAttempts = 100;

/** Bots that reach the gateway as everybody does: through the balancer. */
export function createBots(world: World, places: () => Places): SimulatedBots {
  return new Bots(world, places);
}

class Bots implements SimulatedBots {
  readonly #world: World;
  readonly #places: () => Places;
  readonly #process: Process = createProcess('bots');
  readonly #silentOn = new Set<string>();
  #isCalm = false;
  #saidCount = 0;

  constructor(world: World, places: () => Places) {
    this.#world = world;
    this.#places = places;
  }

  hadNothingToSay(eventId: string): boolean {
    return this.#silentOn.has(eventId);
  }

  calmDown(): void {
    this.#isCalm = true;
  }

  async request(node: SimulatedNode, request: Request): Promise<Response> {
    const { schedule, chance, reached, trace } = this.#world;
    const body = JSON.parse(await request.text()) as Readonly<Record<string, unknown>>;
    const caller = node.process;
    reached.botCalls += 1;
    return new Promise<Response>((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(new Error('aborted')));
      const behaviour = this.#behaviour();
      const host = new URL(request.url).host;
      trace.add(`bot ${host} is ${behaviour}`);
      if (behaviour === 'hanging') return;
      const answer = (delayMs: number, response: () => Response): void => void schedule.after(delayMs, caller, () => resolve(response()));
      const quickly = chance.between(5, 400);
      if (behaviour === 'unreachable') return void schedule.after(quickly, caller, () => reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })));
      if (behaviour === 'refusing') return answer(quickly, () => new Response('no', { status: 500 }));
      const said = behaviour === 'silent' ? [] : this.#answerTo(body);
      if (said.length === 0) this.#silentOn.add(activityIdOf(body));
      if (host === 'shop.test') return answer(behaviour === 'late' ? chance.between(1_000, 8_000) : quickly, () => Response.json(said.map(asRasa)));
      if (host === 'help.test') return answer(quickly, () => Response.json({ activities: said }));
      const lateMs = behaviour === 'late' ? chance.between(1_000, 30_000) : chance.between(1, 300);
      for (const one of said) this.#callBack(body, one, lateMs + chance.between(0, 50));
      answer(behaviour === 'late' ? quickly : quickly + lateMs, () => new Response(null, { status: 202 }));
    });
  }

  #behaviour(): Behaviour {
    const { chance } = this.#world;
    if (this.#isCalm) return 'prompt';
    const draw = chance.next();
    if (draw < 0.66) return 'prompt';
    if (draw < 0.84) return 'late';
    return chance.pick(['refusing', 'hanging', 'unreachable', 'silent']);
  }

  /** What a bot makes of what it was told. It greets nobody, and asks for an agent when the customer does. */
  #answerTo(body: Readonly<Record<string, unknown>>): readonly Said[] {
    const text = body['text'] ?? body['message'];
    if (typeof text !== 'string') return [];
    const { chance } = this.#world;
    const said: Said[] = [];
    const isLost = chance.happens(0.4);
    if (chance.happens(0.3)) said.push({ type: 'typing', id: this.#newId() });
    said.push({ type: 'message', id: this.#newId(), text: `re: ${text}`, ...(isLost ? { channelData: { fallback: true } } : {}) });
    if (chance.happens(0.15)) said.push({ type: 'message', id: this.#newId(), text: `more: ${text}` });
    if (text.includes('agent')) said.push({ type: 'event', id: this.#newId(), name: 'handoff.initiate' });
    return said;
  }

  #newId(): string {
    return `b${String((this.#saidCount += 1))}`;
  }

  /** Posts an activity to the address that the gateway gave, again under the same id until it is taken. */
  #callBack(body: Readonly<Record<string, unknown>>, said: Said, delayMs: number, attempt = 0): void {
    const { schedule } = this.#world;
    const conversation = (body['conversation'] as { readonly id: string }).id;
    const url = `${String(body['serviceUrl'])}v3/conversations/${conversation}/activities/${String(body['id'])}`;
    schedule.after(delayMs, this.#process, () => {
      let isOver = attempt >= callBackAttempts;
      const again = (): void => {
        if (isOver) return;
        isOver = true;
        this.#callBack(body, said, Math.min(3_000, 300 * 2 ** attempt), attempt + 1);
      };
      const node = this.#places().balance();
      const { process, gateway } = node ?? {};
      if (node === undefined || process === undefined || gateway === undefined) return again();
      const request = (): Request => new Request(url, { method: 'POST', body: JSON.stringify({ ...said, replyToId: body['id'] }), headers: { 'content-type': 'application/json' } });
      schedule.after(callBackTimeoutMs, this.#process, again);
      callRemote(this.#world, {
        from: this.#process,
        to: process,
        link: this.#places().linkTo(node, 'bots'),
        handle: async () => (await gateway.fetch(request())).status,
        onAnswer: (status) => (status < 500 ? (isOver = true) : again()),
        onFailure: again,
      });
    });
  }
}

/** The id of the event that a bot is told of, by either protocol. */
function activityIdOf(body: Readonly<Record<string, unknown>>): string {
  const metadata = body['metadata'] as { readonly activityId: string } | undefined;
  return metadata?.activityId ?? String(body['id']);
}

function asRasa({ type, text, channelData }: Said): Readonly<Record<string, unknown>> {
  if (type === 'event') return { handoff: true };
  return { text: type === 'typing' ? '' : text, ...(channelData === undefined ? {} : { fallback: true }) };
}
