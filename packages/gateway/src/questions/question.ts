import type { ClientFrame, ServerFrame } from '@live-takeover/sdk/core';
import type { Audit } from '../agents/audit.js';
import type { AgentIdentity } from '../agents/authenticate.js';
import type { BotSettingsKeeper } from '../bot-settings/bot-settings.js';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';

/** What is asked about what is over, or about settings. */
export type Question = Extract<ClientFrame, { type: 'history' | 'contact' | 'unanswered' | 'settings' }>;

/** What questions are answered from. */
export interface QuestionServices {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly botSettings: Pick<BotSettingsKeeper, 'read'>;
  readonly audit: Audit;
  readonly runtime: Pick<Runtime, 'now' | 'log'>;
}

/** Who asks, and whether anybody still waits for the answer. */
export interface Asker {
  readonly identity: AgentIdentity;
  readonly signal: AbortSignal;
}

/** An answer without the id of its question. */
export type AnswerTo<Type extends ServerFrame['type']> = Type extends unknown ? Omit<Extract<ServerFrame, { type: Type }>, 'id'> : never;
