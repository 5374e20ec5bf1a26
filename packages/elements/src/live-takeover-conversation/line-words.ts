import type { AgentRequestEnded, BotFailed, ConversationClosed, TakeoverEnded } from '@live-takeover/sdk';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';
import type { IconName } from '../theme/icons.js';
import type { LineEvent } from './transcript-items.js';

/** How a line between messages looks; `takeover` and `handed-back` are the boundaries of who answers. */
export type LineTone = 'quiet' | 'takeover' | 'handed-back' | 'request' | 'problem';

/** A line between messages, in words. */
export interface Line {
  readonly text: string;
  readonly icon: IconName;
  readonly tone: LineTone;
}

const requestEnds: Readonly<Record<AgentRequestEnded['why'], MessageKey>> = {
  withdrawn: 'line.request-withdrawn',
  'no-agents': 'line.request-no-agents',
  expired: 'line.request-expired',
  dismissed: 'line.request-dismissed',
  'desk-failed': 'line.request-desk-failed',
};

const botFailures: Readonly<Record<BotFailed['problem'], MessageKey>> = {
  unreachable: 'line.bot-unreachable',
  'timed-out': 'line.bot-timed-out',
  refused: 'line.bot-refused',
  'bad-answer': 'line.bot-bad-answer',
};

const closings: Readonly<Record<ConversationClosed['why'], MessageKey>> = {
  'timed-out': 'line.closed-timed-out',
  'closed-by-agent': 'line.closed-by-agent',
  ended: 'line.closed-ended',
};

/**
 * What a line says.
 *
 * @param holder - who held the conversation, where a takeover ended and it is known
 */
export function lineOf(words: Words, event: LineEvent, holder: string | undefined): Line {
  switch (event.type) {
    case 'conversation-started':
      return { text: words('line.started', { bot: event.bot.name || words('transcript.bot') }), icon: 'chat', tone: 'quiet' };
    case 'agent-requested':
      return { text: requestWords(words, event.target, event.reason), icon: 'waiting', tone: 'request' };
    case 'agent-request-ended':
      return { text: words(requestEnds[event.why]), icon: 'waiting', tone: 'quiet' };
    case 'takeover-started':
      return { text: words('line.taken-over', { name: event.operator.name }), icon: event.operator.kind, tone: 'takeover' };
    case 'takeover-ended':
      return { text: takeoverEndWords(words, event.why, holder), icon: 'hand-back', tone: 'handed-back' };
    case 'bot-failed':
      return { text: words(botFailures[event.problem]), icon: 'action', tone: 'problem' };
    case 'action-dismissed':
      return { text: words('line.dismissed', { name: event.by.name }), icon: 'check', tone: 'quiet' };
    case 'customer-left':
      return event.why === 'ended'
        ? { text: words('line.customer-ended'), icon: 'abandoned', tone: 'quiet' }
        : { text: words('line.customer-lost'), icon: 'disconnected', tone: 'quiet' };
    case 'customer-returned':
      return { text: words('line.customer-returned'), icon: 'person', tone: 'quiet' };
    case 'conversation-closed':
      return { text: words(closings[event.why]), icon: 'abandoned', tone: 'quiet' };
    case 'unsupported-received':
      return { text: words('line.unsupported', { kind: event.kind }), icon: 'unknown', tone: 'quiet' };
    case 'conversation-erased':
      return { text: words('line.erased'), icon: 'info', tone: 'quiet' };
  }
}

function requestWords(words: Words, target: 'agents' | 'salesforce', reason: string | undefined): string {
  if (target === 'salesforce') return words('line.asked-desk');
  return reason ? words('line.asked-reason', { reason }) : words('line.asked');
}

function takeoverEndWords(words: Words, why: TakeoverEnded['why'], holder: string | undefined): string {
  switch (why) {
    case 'handed-back':
      return holder === undefined ? words('line.handed-back-by-someone') : words('line.handed-back', { name: holder });
    case 'agent-unreachable':
      return holder === undefined ? words('line.agent-unreachable-nameless') : words('line.agent-unreachable', { name: holder });
    case 'unanswered':
      return holder === undefined ? words('line.unanswered-nameless') : words('line.unanswered', { name: holder });
    case 'closed':
      return words('line.takeover-closed');
    case 'transferred':
    case 'requeued':
    case 'desk-ended':
    case 'desk-failed':
    case 'timed-out':
      return words(`line.${why}`);
  }
}
