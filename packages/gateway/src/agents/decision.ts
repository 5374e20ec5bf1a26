/** What commands come to, and what all of them are judged by. Pure. */
import type { Agent, Command, Conversation, ConversationCommand, NewEvent, TakeoverErrorCode } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { FilesOfCommand } from '../attachments/attachments.js';
import type { BotConfig } from '../config/config.js';
import type { Readiness, Staffing } from './staffing.js';

/** A command about one conversation, with its id. */
export type IdentifiedCommand = ConversationCommand & Pick<Command, 'id' | 'isRepeat'>;

/** A command by its name. */
export type CommandOf<Name extends ConversationCommand['name']> = Extract<IdentifiedCommand, { name: Name }>;

/** Somebody to whom a conversation may be given. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly readiness: Readiness;
  /** How many conversations they may hold; null for any number. */
  readonly capacity: number | null;
}

/** The end of the conversation's last takeover, and what came after it. */
export interface LastTakeoverEnd {
  readonly why: string;
  /** Who ended it; undefined if nobody did. */
  readonly byId: string | undefined;
  readonly hasCustomerWrittenSince: boolean;
}

/** Everything that a decision depends on. */
export interface Circumstances {
  readonly head: Conversation;
  readonly agent: Agent;
  /** How many conversations the agent holds, and may hold; null for any number. */
  readonly load: { readonly holding: number; readonly capacity: number | null };
  /** Undefined for a conversation whose bot is no longer configured. */
  readonly bot: BotConfig | undefined;
  /** What the customer could be told if the conversation came into the queue now. */
  readonly staffing: Staffing;
  /** The desks outside that are configured, by id; none if it is not said. */
  readonly desks?: readonly string[];
  /** Undefined for someone of whom nothing is known. */
  readonly candidate: (agentId: string) => Candidate | undefined;
  /** The files that the command names, as they were stored; undefined if it names none. */
  readonly files?: FilesOfCommand | undefined;
  /** Read for a command that takes a hand-back back; undefined for others, and where there was no takeover. */
  readonly lastEnd?: LastTakeoverEnd | undefined;
  readonly now: number;
}

/** What to append, or the refusal. */
export type Decision =
  | {
      readonly ok: true;
      /** Empty when the command's aim is reached already. */
      readonly events: readonly NewEvent[];
      /** Whether anything that happens meanwhile, even a customer's message, calls for another look. */
      readonly isVersionBound: boolean;
    }
  | { readonly ok: false; readonly error: TakeoverError };

/** Names the events of a command: `k:0`, `k:1` … */
export function eventIdOf(command: Pick<Command, 'id'>): (index: number) => string {
  return (index) => `${command.id}:${index}`;
}

/** A decision to append these events. */
export function append(events: readonly NewEvent[], isVersionBound = false): Decision {
  return { ok: true, events, isVersionBound };
}

/** A decision to do nothing, and why. */
export function refuse(code: TakeoverErrorCode, message: string, holder?: string): Decision {
  return { ok: false, error: new TakeoverError(code, message, { holder }) };
}

/** For what the holder does, and a supervisor may do in their stead. */
export function refuseUnlessHeld(term: number, { head, agent }: Circumstances): Decision | undefined {
  if (term !== head.term) return staleTerm(head);
  if (head.operator.kind === 'bot') return refuse('not-yours', 'The bot answers this conversation. Take it over first.');
  return agent.role === 'supervisor' ? undefined : refuseUnlessMine(term, head, agent);
}

/** For what only the holder does. */
export function refuseUnlessMine(term: number, head: Conversation, agent: Agent): Decision | undefined {
  const { operator } = head;
  if (term !== head.term) return staleTerm(head);
  if (operator.kind === 'bot') return refuse('not-yours', 'The bot answers this conversation. Take it over first.');
  if (operator.kind === 'agent' && operator.id === agent.id) return undefined;
  return refuse('not-yours', `${operator.name} has this conversation. Take it over first.`, operator.name);
}

/** The refusal of a command that was given about another term. */
export function staleTerm(head: Conversation): Decision {
  const holder = holderName(head);
  const who = head.operator.kind === 'bot' ? 'The bot has it now.' : `${holder} has it now.`;
  return refuse('stale-term', `The conversation changed hands since you looked. ${who} Look again, then decide.`, head.operator.kind === 'bot' ? undefined : holder);
}

/** Who holds the conversation; empty for the bot. */
export function holderName({ operator }: Conversation): string {
  return operator.kind === 'bot' ? '' : operator.name;
}

/** An agent, as events name them. */
export function byOf({ id, name }: Pick<Agent, 'id' | 'name'>): { readonly id: string; readonly name: string } {
  return { id, name };
}
