/** What Salesforce says of one conversation, told on as what it means for us. */
import type { Conversation } from '@live-takeover/sdk/core';
import type { Runtime } from '../../runtime.js';
import type { DeskIdentity, DeskProblem, DeskSink } from '../desk.js';
import type { DeskEntry, DeskNews } from './desk-entry.js';

/** As events name the desk. */
export const salesforceDeskId = 'salesforce';

/** What telling on takes. */
export interface DeskVoiceOptions {
  readonly sink: DeskSink;
  readonly runtime: Pick<Runtime, 'schedule' | 'log' | 'now'>;
  readonly tenant: string;
  readonly head: () => Conversation;
  /** Who is there, by id. */
  readonly agents: () => Readonly<Record<string, string>>;
  readonly keepAgents: (agents: Readonly<Record<string, string>>) => Promise<void>;
  /** Attempts something until the store gives a definite answer. */
  readonly definitely: <Result>(attempt: () => Promise<Result>) => Promise<Result>;
  readonly fail: (problem: DeskProblem) => Promise<void>;
  /** Salesforce has ended it: nobody there needs to be told. */
  readonly onClosed: () => void;
}

/** Tells on what Salesforce says. */
export interface DeskVoice {
  /** Resolves once it is stored. An entry that was heard before changes nothing. */
  hear(entry: DeskEntry): Promise<void>;
  /** Since when no agent is there although Salesforce has it, epoch ms; undefined while one is. */
  readonly aloneSince: number | undefined;
  /** Nobody types any more. */
  stop(): void;
}

/** Typing that is not renewed is over: the one who typed may have gone. */
const typingMs = 5_000;
const rememberedEntries = 1_000;

/** The voice of one conversation's desk. */
export function createDeskVoice(options: DeskVoiceOptions): DeskVoice {
  return new Voice(options);
}

class Voice implements DeskVoice {
  readonly #options: DeskVoiceOptions;
  readonly #heard = new Set<string>();
  aloneSince: number | undefined;
  /** Whether Salesforce looked for somebody else and found nobody. */
  #isNobodyFound = false;
  #stopTyping: (() => void) | undefined;

  constructor(options: DeskVoiceOptions) {
    this.#options = options;
    // Taken up by another node while nobody was there: how long before that is not known.
    if (this.#isHeld() && Object.keys(options.agents()).length === 0) this.aloneSince = options.runtime.now();
  }

  async hear({ identifier, news }: DeskEntry): Promise<void> {
    if (this.#heard.has(identifier)) return;
    for (const [index, one] of news.entries()) await this.#take(one, index === 0 ? identifier : `${identifier}:${index}`);
    this.#heard.add(identifier);
    if (this.#heard.size <= rememberedEntries) return;
    for (const oldest of this.#heard) {
      this.#heard.delete(oldest);
      break;
    }
  }

  stop(): void {
    this.#stopTyping?.();
  }

  async #take(news: DeskNews, id: string): Promise<void> {
    switch (news.kind) {
      case 'message':
        return this.#say(news, id);
      case 'joined':
        return this.#join(news.agentId, news.name, id);
      case 'left':
        return this.#leave(news.agentId, id);
      case 'routed':
        return this.#route(news.hasFailed);
      case 'typing':
        return this.#type(news.name, news.isActive);
      case 'closed':
        return this.#close(id);
      case 'unknown':
        return this.#keep(news.type.slice(0, 100), id);
      case 'nothing':
        return;
    }
  }

  /** Shown to who reads along; the customer gets nothing of it. */
  async #keep(type: string, id: string): Promise<void> {
    const { runtime, sink, tenant, head, definitely } = this.#options;
    runtime.log('warn', 'desk-entry-unknown', { ...this.#names(), type });
    const { operator } = head();
    if (operator.kind === 'desk') await definitely(() => sink.message(tenant, head().id, { id, desk: identityOf(operator.name), text: '', unsupported: type }));
  }

  /** Whose words come before their coming is told is there all the same. */
  async #say({ role, name, text }: Extract<DeskNews, { kind: 'message' }>, id: string): Promise<void> {
    const { sink, tenant, head, definitely } = this.#options;
    if (role === 'Agent' && !this.#isHeld()) await this.#accept(name, `${id}:joined`);
    this.#stopTyping?.();
    await definitely(() => sink.message(tenant, head().id, { id, desk: identityOf(name), text }));
  }

  async #join(agentId: string, name: string, id: string): Promise<void> {
    const { agents, keepAgents } = this.#options;
    this.aloneSince = undefined;
    this.#isNobodyFound = false;
    await keepAgents({ ...agents(), [agentId]: name });
    await this.#accept(name, id);
  }

  async #accept(name: string, id: string): Promise<void> {
    const { sink, tenant, head, definitely } = this.#options;
    const desk = identityOf(name);
    const wasHeld = this.#isHeld();
    const isOurs = await definitely(() => sink.accepted(tenant, head().id, desk, id));
    if (isOurs && wasHeld) await definitely(() => sink.agentChanged(tenant, head().id, desk, id));
  }

  /** A transfer looks like this too, so that somebody else may follow. */
  async #leave(agentId: string, id: string): Promise<void> {
    const { agents, keepAgents, sink, tenant, head, runtime, definitely } = this.#options;
    const { [agentId]: _gone, ...others } = agents();
    this.#stopTyping?.();
    const name = Object.values(others).at(-1);
    if (name === undefined && this.#isHeld()) this.aloneSince ??= runtime.now();
    await keepAgents(others);
    if (name !== undefined) return definitely(() => sink.agentChanged(tenant, head().id, identityOf(name), id));
    if (this.#isNobodyFound) await this.#options.fail('no-agents');
  }

  /** While somebody is there, nobody else being found changes nothing yet. */
  async #route(hasFailed: boolean): Promise<void> {
    this.#isNobodyFound = hasFailed;
    if (hasFailed && Object.keys(this.#options.agents()).length === 0) await this.#options.fail('no-agents');
  }

  async #close(id: string): Promise<void> {
    const { sink, tenant, head, definitely, onClosed, fail } = this.#options;
    onClosed();
    if (!this.#isHeld()) return fail('cancelled');
    if (this.#isNobodyFound) return fail('no-agents');
    await definitely(() => sink.ended(tenant, head().id, salesforceDeskId, id));
  }

  #type(name: string, isActive: boolean): void {
    const { sink, tenant, head, runtime } = this.#options;
    this.#stopTyping?.();
    if (!isActive || !this.#isHeld()) return;
    const desk = identityOf(name);
    const { id } = head();
    sink.typing(tenant, id, desk, true);
    const cancel = runtime.schedule(typingMs, () => this.#stopTyping?.());
    this.#stopTyping = () => {
      cancel();
      this.#stopTyping = undefined;
      sink.typing(tenant, id, desk, false);
    };
  }

  #isHeld(): boolean {
    const { operator } = this.#options.head();
    return operator.kind === 'desk' && operator.id === salesforceDeskId;
  }

  #names(): { readonly desk: string; readonly conversation: string; readonly reference: string } {
    const { id, reference } = this.#options.head();
    return { desk: salesforceDeskId, conversation: id, reference };
  }
}

function identityOf(name: string): DeskIdentity {
  return { id: salesforceDeskId, name: name === '' ? 'Salesforce' : name };
}
