/** The one door through which agents change conversations, for sockets and HTTP alike. */
import { createHash } from 'node:crypto';
import type { Command, CommandResult, Conversation } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Attachments, FilesOfCommand } from '../attachments/attachments.js';
import type { BotConfig } from '../config/config.js';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { AppendExpectations, Appended, AuditEntry, EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { Audit } from './audit.js';
import type { AgentIdentity } from './authenticate.js';
import type { Circumstances, IdentifiedCommand } from './decide.js';
import { decide, eventIdOf } from './decide.js';
import type { Presence } from './presence.js';
import { isInScope } from './scope.js';

/** What an arbiter works with. */
export interface ArbiterOptions {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly presence: Presence;
  readonly audit: Audit;
  readonly attachments: Pick<Attachments, 'ofCommand'>;
  readonly runtime: Runtime;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
}

/** Executes commands. Never rejects: every outcome is a result. */
export interface Arbiter {
  execute(command: Command, identity: AgentIdentity): Promise<CommandResult>;
}

const attempts = 20;

/** An arbiter over a store. */
export function createArbiter(options: ArbiterOptions): Arbiter {
  return new StoreArbiter(options);
}

class StoreArbiter implements Arbiter {
  readonly #options: ArbiterOptions;

  constructor(options: ArbiterOptions) {
    this.#options = options;
  }

  async execute(command: Command, identity: AgentIdentity): Promise<CommandResult> {
    const { runtime, audit } = this.#options;
    try {
      const result =
        command.name === 'set-availability'
          ? await this.#setAvailability(command.availability, identity)
          : await this.#change(command, identity);
      if (result.ok) audit(identity.scope.tenant, entryOf(command, identity));
      if (!result.ok) runtime.log('info', 'command-refused', { name: command.name, code: result.error.code });
      return result;
    } catch (error) {
      const failure = failureOf(error);
      runtime.log(failure.code === 'internal' ? 'error' : 'warn', 'command-failed', { name: command.name, code: failure.code });
      return { ok: false, error: failure };
    }
  }

  async #setAvailability(availability: string, identity: AgentIdentity): Promise<CommandResult> {
    await this.#options.presence.setAvailability(identity, availability);
    return { ok: true, seq: 0 };
  }

  async #change(command: IdentifiedCommand, identity: AgentIdentity): Promise<CommandResult> {
    const { projection } = this.#options;
    const { tenant } = identity.scope;
    let head = await projection.findHead(tenant, command.conversationId);
    // Outside the scope is answered like inexistent: not even existence is told.
    if (head === undefined || !isInScope(identity.scope, tenant, head.bot.id))
      return { ok: false, error: new TakeoverError('conversation-unknown', 'There is no such conversation in your scope. Check its id.') };
    const commandHash = hashOf(command, identity);
    const files = await this.#filesOf(command, tenant);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const decision = decide(command, { ...this.#circumstances(head, identity), files });
      if (!decision.ok || decision.events.length === 0) {
        const asked = await this.#ask(command, identity, commandHash);
        if ('result' in asked) return asked.result;
        // This node may be a moment behind another: what it refuses is refused only if the store's own head says so too.
        if (asked.head === undefined || asked.head.seq <= head.seq) return decision.ok ? { ok: true, seq: 0 } : decision;
        head = asked.head;
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

  /** Read before the decision, which is pure: a file is what was stored, whatever the command says of it. */
  async #filesOf(command: IdentifiedCommand, tenant: string): Promise<FilesOfCommand | undefined> {
    if (command.name !== 'send' || command.attachments === undefined) return undefined;
    return this.#options.attachments.ofCommand(tenant, command.conversationId, command.attachments);
  }

  #circumstances(head: Conversation, { agent, scope }: AgentIdentity): Circumstances {
    const { presence, findBot, runtime } = this.#options;
    const { tenant } = scope;
    return {
      head,
      agent,
      bot: findBot(tenant, head.bot.id),
      isAnyoneAvailable: presence.isAnyoneAvailable(tenant, head.bot.id),
      availableColleague: (agentId) => (presence.isAvailable(tenant, agentId, head.bot.id) ? presence.find(tenant, agentId) : undefined),
      now: runtime.now(),
    };
  }

  /**
   * The result of the same command's first arrival, if there was one: its answer
   * was lost, and its own success is what now refuses it. Else the head as it is.
   * Asked by an append that cannot succeed, for ids are looked up before expectations.
   */
  async #ask(
    command: IdentifiedCommand,
    identity: AgentIdentity,
    commandHash: string,
  ): Promise<{ readonly result: CommandResult } | { readonly head: Conversation | undefined }> {
    const probe = { type: 'note-added', id: eventIdOf(command)(0), by: identity.agent, text: '' } as const;
    try {
      const expectations = { commandHash, expectedVersion: Number.MAX_SAFE_INTEGER };
      return { result: resultOf(await this.#options.store.append(identity.scope.tenant, command.conversationId, [probe], expectations)) };
    } catch (error) {
      if (error instanceof StoreError && error.code === 'conflict') return { head: error.head };
      throw error;
    }
  }
}

function entryOf(command: Command, { agent }: AgentIdentity): Omit<AuditEntry, 'at'> {
  const entry = { actor: agent.id, action: command.name };
  return command.name === 'set-availability'
    ? { ...entry, subject: agent.id, detail: { availability: command.availability } }
    : { ...entry, subject: command.conversationId, detail: { command: command.id } };
}

function resultOf({ version }: Appended): CommandResult {
  return { ok: true, seq: version };
}

/** Identifies the command and who gave it, so that an id cannot be used for anything else. */
function hashOf(command: IdentifiedCommand, { agent }: AgentIdentity): string {
  const sorted = Object.entries(command).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256').update(JSON.stringify([agent.id, sorted])).digest('base64url');
}

function failureOf(error: unknown): TakeoverError {
  if (error instanceof TakeoverError) return error;
  if (!(error instanceof StoreError)) return new TakeoverError('internal', 'The gateway failed. Its log says why.', { cause: error });
  if (error.code === 'invalid')
    return new TakeoverError('command-reused', 'This command id was used for something else. Use a new id.', { cause: error });
  return new TakeoverError('store-unavailable', 'The store does not answer now. Send the same command again.', { cause: error, retry: true });
}
