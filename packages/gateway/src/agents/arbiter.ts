/** The one door through which agents change conversations, for sockets and HTTP alike. */
import type { Command, CommandResult, Conversation, NewEvent, SetAvailability, TakeoverErrorCode } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Attachments, FilesOfCommand } from '../attachments/attachments.js';
import type { IdentifiedChange } from '../bot-settings/bot-settings.js';
import type { Settings } from '../config/settings.js';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { AppendExpectations, Appended, EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { Audit } from './audit.js';
import { entryOfCommand } from './audit.js';
import type { AgentIdentity } from './authenticate.js';
import { chooseAvailability } from './choose-availability.js';
import { hashOfCommand } from './command-hash.js';
import { decide, lastTakeoverEnd } from './decide.js';
import type { Candidate, Circumstances, Decision, IdentifiedCommand } from './decision.js';
import { eventIdOf, refuse } from './decision.js';
import type { Holdings } from './holdings.js';
import type { Presence } from './presence.js';
import { isInScope } from './scope.js';
import type { Seats } from './seats.js';
import { createSeats } from './seats.js';
import type { Staff } from './staff.js';
import { Turns } from './turns.js';

/** What an arbiter works with. */
export interface ArbiterOptions {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly presence: Pick<Presence, 'choose' | 'find'>;
  readonly staff: Pick<Staff, 'staffing' | 'readiness'>;
  readonly holdings: Pick<Holdings, 'of' | 'held'>;
  readonly audit: Audit;
  readonly attachments: Pick<Attachments, 'ofCommand'>;
  readonly runtime: Runtime;
  readonly settings: Pick<Settings, 'config' | 'findBot'>;
  /** Carries out a change of a bot's settings; without it there is none. */
  readonly changeSettings?: ((command: IdentifiedChange, identity: AgentIdentity) => Promise<CommandResult>) | undefined;
}

/** Executes commands. Never rejects: every outcome is a result. */
export interface Arbiter {
  execute(command: Command, identity: AgentIdentity): Promise<CommandResult>;
}

const attempts = 20;
/** Of a conversation's newest events, in which the end of its last takeover is looked for: after it only bots and colleagues have written. */
const eventsLookedAt = 200;

/** An arbiter over a store. */
export function createArbiter(options: ArbiterOptions): Arbiter {
  return new StoreArbiter(options);
}

class StoreArbiter implements Arbiter {
  readonly #options: ArbiterOptions;
  /** Of agents who may not hold any number: what one of two commands gives them, the other has to count. */
  readonly #turns = new Turns();
  readonly #seats: Seats;

  constructor(options: ArbiterOptions) {
    this.#options = options;
    this.#seats = createSeats(options);
  }

  async execute(command: Command, identity: AgentIdentity): Promise<CommandResult> {
    const { runtime, audit } = this.#options;
    try {
      const result = await this.#perform(command, identity);
      // Of a change of settings only who made it knows what it changed.
      if (result.ok && command.name !== 'change-settings') audit(identity.scope.tenant, entryOfCommand(command, identity.agent));
      if (result.ok) return result;
      runtime.log('info', 'command-refused', { name: command.name, code: result.error.code, ...conversationIn(command) });
      return { ok: false, error: this.#named(command, identity, result.error) };
    } catch (error) {
      const failure = failureOf(error);
      runtime.log(failure.code === 'internal' ? 'error' : 'warn', 'command-failed', { name: command.name, code: failure.code, ...conversationIn(command) });
      return { ok: false, error: this.#named(command, identity, failure) };
    }
  }

  /** The same error, with the reference of the conversation if the agent may know it. */
  #named(command: Command, { scope }: AgentIdentity, error: TakeoverError): TakeoverError {
    const head = 'conversationId' in command ? this.#options.projection.head(scope.tenant, command.conversationId) : undefined;
    if (head === undefined || !isInScope(scope, scope.tenant, head.bot.id)) return error;
    const { code, message, cause, retry, holder } = error;
    return new TakeoverError(code, message, { cause, retry, holder, reference: head.reference });
  }

  async #perform(command: Command, identity: AgentIdentity): Promise<CommandResult> {
    switch (command.name) {
      case 'set-availability':
        return this.#setAvailability(command, identity);
      case 'change-settings':
        return this.#options.changeSettings?.(command, identity) ?? notSupported;
      default:
        return this.#inTurn(command, identity);
    }
  }

  async #setAvailability(command: SetAvailability, { agent, scope: { tenant } }: AgentIdentity): Promise<CommandResult> {
    const { presence, settings } = this.#options;
    const decision = chooseAvailability(command, { agent, reasons: settings.config.agents.reasons, findAgent: (id) => presence.find(tenant, id) });
    if (!decision.ok) return decision;
    await presence.choose(tenant, decision.agentId, decision.choice);
    return { ok: true, seq: 0 };
  }

  async #inTurn(command: IdentifiedCommand, identity: AgentIdentity): Promise<CommandResult> {
    const receiver = receiverOf(command, identity);
    if (receiver === undefined || this.#capacityOf(receiver, identity) === null) return this.#change(command, identity);
    return this.#turns.run(`${identity.scope.tenant}\n${receiver}`, () => this.#change(command, identity));
  }

  async #change(command: IdentifiedCommand, identity: AgentIdentity): Promise<CommandResult> {
    const { projection } = this.#options;
    const { tenant } = identity.scope;
    let head = await projection.findHead(tenant, command.conversationId);
    // Outside the scope is answered like inexistent: not even existence is told.
    if (head === undefined || !isInScope(identity.scope, tenant, head.bot.id))
      return { ok: false, error: new TakeoverError('conversation-unknown', 'There is no such conversation in your scope. Check its id.') };
    const commandHash = hashOfCommand(command, identity.agent);
    const files = await this.#filesOf(command, tenant);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const wanted = decide(command, { ...this.#circumstances(head, identity), files, lastEnd: await this.#lastEndFor(command, tenant, head) });
      const decision = (wanted.ok && wanted.events.length > 0 ? await this.#refuseWithoutSeat(command, identity, head) : undefined) ?? wanted;
      if (!decision.ok || decision.events.length === 0) {
        const settled = await this.#settle(command, identity, { commandHash, head, decision });
        if ('result' in settled) return settled.result;
        head = settled.head;
        continue;
      }
      const expectations: AppendExpectations = {
        commandHash,
        ...(command.name === 'add-note' ? {} : { expectedTerm: head.term }),
        ...(decision.isVersionBound ? { expectedVersion: head.seq } : {}),
      };
      try {
        return resultOf(await projection.append(tenant, head.id, decision.events, expectations));
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'conflict' || error.head === undefined) throw error;
        head = error.head;
      }
    }
    return { ok: false, error: new TakeoverError('internal', 'The conversation kept changing. Try again.', { retry: true }) };
  }

  /** The decision counts what this node knows; in the store stands what all of them have given, or are about to. */
  async #refuseWithoutSeat(command: IdentifiedCommand, identity: AgentIdentity, head: Conversation): Promise<Decision | undefined> {
    const receiver = receiverOf(command, identity);
    const capacity = receiver === undefined ? null : this.#capacityOf(receiver, identity);
    if (receiver === undefined || capacity === null) return undefined;
    if (await this.#seats.take({ tenant: identity.scope.tenant, agentId: receiver, capacity }, head)) return undefined;
    return receiver === identity.agent.id
      ? refuse('at-capacity', `You hold as many conversations as you may (${capacity}). Hand one back or transfer it first.`)
      : refuse('at-capacity', `That colleague holds as many conversations as they may (${capacity}). Choose someone else, or put it in the queue.`);
  }

  /** Read before the decision, which is pure: a file is what was stored, whatever the command says of it. */
  async #filesOf(command: IdentifiedCommand, tenant: string): Promise<FilesOfCommand | undefined> {
    if (command.name !== 'send' || command.attachments === undefined) return undefined;
    return this.#options.attachments.ofCommand(tenant, command.conversationId, command.attachments);
  }

  /** Read before the decision too, as far as the head goes. Whatever comes after it calls for another look. */
  async #lastEndFor(command: IdentifiedCommand, tenant: string, { id, seq }: Conversation): Promise<Circumstances['lastEnd']> {
    if (command.name !== 'take-over' || command.isUndo !== true) return undefined;
    return lastTakeoverEnd(await this.#options.store.readBackwards(tenant, id, seq + 1, eventsLookedAt));
  }

  #circumstances(head: Conversation, identity: AgentIdentity): Circumstances {
    const { staff, settings, holdings, runtime } = this.#options;
    const { agent, scope } = identity;
    const { tenant } = scope;
    const { bot, operator } = head;
    return {
      head,
      agent,
      load: { holding: holdings.of(tenant, agent.id), capacity: this.#capacityOf(agent.id, identity) },
      bot: settings.findBot(tenant, bot.id),
      staffing: staff.staffing(tenant, bot.id, operator.kind === 'agent' ? operator.id : undefined),
      desks: Object.entries(settings.config.desks).flatMap(([id, desk]) => (desk === undefined ? [] : [id])),
      candidate: (agentId) => this.#candidate(agentId, bot.id, identity),
      now: runtime.now(),
    };
  }

  #candidate(agentId: string, botId: string, identity: AgentIdentity): Candidate | undefined {
    const { presence, staff } = this.#options;
    const { tenant } = identity.scope;
    const known = presence.find(tenant, agentId);
    if (known === undefined) return undefined;
    return { id: known.id, name: known.name, readiness: staff.readiness(tenant, agentId, botId), capacity: known.capacity ?? null };
  }

  /** By the token at hand, for who gives the command; by what is known of them, for others. */
  #capacityOf(agentId: string, { agent, scope, capacity }: AgentIdentity): number | null {
    const { presence, settings } = this.#options;
    if (agentId === agent.id) return capacity ?? settings.config.agents.capacity;
    return presence.find(scope.tenant, agentId)?.capacity ?? null;
  }

  /**
   * What a command comes to that would change nothing, or the newer head by which to decide again: this node may be a
   * moment behind another. If the same command arrived before and its answer was lost, its own success is what now
   * refuses it, and that success is the answer. Asked by an append that cannot succeed, for ids are looked up before
   * expectations. Only for a repeated command it can: an arrival that is still on its way elsewhere must not take effect
   * once this one was told otherwise, and finds its id taken.
   *
   * @see docs/decisions/0012-refusals-that-hold.md
   */
  async #settle(
    command: IdentifiedCommand,
    identity: AgentIdentity,
    { commandHash, head, decision }: { readonly commandHash: string; readonly head: Conversation; readonly decision: Decision },
  ): Promise<{ readonly result: CommandResult } | { readonly head: Conversation }> {
    const { tenant } = identity.scope;
    const result: CommandResult = decision.ok ? { ok: true, seq: 0 } : decision;
    const isRecorded = command.isRepeat === true && head.closed === null;
    try {
      const expectations = { commandHash, expectedVersion: isRecorded ? head.seq : Number.MAX_SAFE_INTEGER };
      const appended = await this.#options.store.append(tenant, head.id, [settledBy(command, result)], expectations);
      return { result: appended.duplicate ? resultOf(appended) : result };
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
      if (error.head !== undefined && error.head.seq > head.seq) return { head: error.head };
      return { result };
    }
  }
}

const notSupported: CommandResult = {
  ok: false,
  error: new TakeoverError('not-supported', 'Settings cannot be changed here. Change the configuration of the gateway.'),
};

/** Who holds one conversation more if a command is carried out. */
function receiverOf(command: IdentifiedCommand, { agent }: AgentIdentity): string | undefined {
  if (command.name === 'take-over') return agent.id;
  return (command.name === 'transfer' || command.name === 'assign') && command.to !== null ? command.to : undefined;
}

function resultOf({ version, events: [first] }: Appended): CommandResult {
  if (first?.type !== 'command-settled') return { ok: true, seq: version };
  if (first.refusal === null) return { ok: true, seq: 0 };
  const { code, holder } = first.refusal;
  return { ok: false, error: new TakeoverError(code as TakeoverErrorCode, 'This command was refused when it came before. Look again, then decide.', { holder }) };
}

/** Names no cause: what names a command as its cause is taken for its success. */
function settledBy(command: IdentifiedCommand, result: CommandResult): NewEvent {
  const refusal = result.ok ? null : { code: result.error.code, ...(result.error.holder === undefined ? {} : { holder: result.error.holder }) };
  return { type: 'command-settled', id: eventIdOf(command)(0), name: command.name, refusal };
}

function failureOf(error: unknown): TakeoverError {
  if (error instanceof TakeoverError) return error;
  if (!(error instanceof StoreError)) return new TakeoverError('internal', 'The gateway failed. Its log says why.', { cause: error });
  if (error.code === 'invalid')
    return new TakeoverError('command-reused', 'This command id was used for something else. Use a new id.', { cause: error });
  return new TakeoverError('store-unavailable', 'The store does not answer now. Send the same command again.', { cause: error, retry: true });
}

function conversationIn(command: Command): { readonly conversation?: string } {
  return 'conversationId' in command ? { conversation: command.conversationId } : {};
}
