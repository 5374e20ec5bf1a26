import type { ServerFrame } from '@live-takeover/sdk/core';
import { TakeoverError, toWireError } from '@live-takeover/sdk/core';
import type { AgentIdentity } from '../agents/authenticate.js';
import { answerRequest } from '../agents/reads.js';
import { readContact } from './contact.js';
import { readHistory } from './history.js';
import type { AnswerTo, Asker, Question, QuestionServices } from './question.js';
import { readUnanswered } from './unanswered.js';

/** One client's questions: answered one after another, since each may be work for the store. */
export interface QuestionLine {
  /** The answer is sent when its turn has come. */
  ask(question: Question): void;
  /** Nobody waits for the answers any more. */
  end(): void;
}

/** How many of a client's questions wait at a time. */
const waitingLimit = 8;

/**
 * A client that has asked nothing yet.
 *
 * @param client - whose identity counts as it is when a question has its turn
 */
export function createQuestionLine(services: QuestionServices, client: { readonly identity: AgentIdentity }, send: (frame: ServerFrame) => void): QuestionLine {
  const ending = new AbortController();
  const { signal } = ending;
  let last = Promise.resolve();
  let waiting = 0;
  return {
    ask(question) {
      const { id } = question;
      if (waiting === waitingLimit) return send({ type: 'request-failed', id, error: toWireError(tooMany) });
      waiting += 1;
      last = last.then(async () => {
        if (signal.aborted) return;
        send(await answerRequest(services, id, async () => ({ ...(await answer(services, { identity: client.identity, signal }, question)), id })));
        waiting -= 1;
      });
    },
    end: () => ending.abort(),
  };
}

function answer(services: QuestionServices, asker: Asker, question: Question): Promise<Answer> {
  switch (question.type) {
    case 'history':
      return readHistory(services, asker, question.query);
    case 'contact':
      return readContact(services, asker, question.contactId);
    case 'unanswered':
      return readUnanswered(services, asker, question.range);
    case 'settings':
      return Promise.resolve().then(() => ({ type: 'settings', bots: services.botSettings.read(asker.identity) }));
  }
}

type Answer = AnswerTo<'history-page' | 'contact-conversations' | 'unanswered-page' | 'settings'>;

const tooMany = new TakeoverError('rate-limited', `${waitingLimit} questions are waiting already. Ask again when they are answered.`, { retry: true });
