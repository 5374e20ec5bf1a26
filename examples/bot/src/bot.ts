import type { AddressInfo } from 'node:net';
import type { TurnContext } from '@microsoft/agents-hosting';
import { ActivityHandler, CloudAdapter, authorizeJWT } from '@microsoft/agents-hosting';
import { Activity } from '@microsoft/agents-activity';
import express from 'express';
import type { Brain } from './brain.js';
import { trainBrain } from './brain.js';
import { readCorpus } from './corpus.js';

/** A bot that listens. */
export interface RunningBot {
  /** Where activities are posted. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the bot says when it does not know. */
export const defaultAnswer = 'Sorry, I did not understand that. Could you put it another way?';
const welcome = 'Hello! I am the help desk’s assistant. Ask me about your plan, bills, network, SIM card or orders.';
const trouble = 'Something went wrong on my side. Please try again in a moment.';

/**
 * Trains the help desk's bot and starts it on loopback.
 *
 * @param port - 0 for any free one
 */
export async function startBot(port = 0): Promise<RunningBot> {
  const ask = await trainBrain(readCorpus());
  const adapter = new CloudAdapter({});
  adapter.onTurnError = async (context) => {
    await context.sendActivity(trouble);
  };
  const handler = handlerFor(ask);
  const app = express();
  app.use(express.json({ limit: '1mb' }));
  app.post('/api/messages', authorizeJWT({}) as unknown as express.RequestHandler, (request, response) => {
    adapter
      .process(request, response, (context) => handler.run(context))
      // What cannot be read rejects here; left alone, it would end the whole process.
      .catch(() => void (response.headersSent || response.status(400).end()));
  });
  const server = app.listen(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/api/messages`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function handlerFor(ask: Brain): ActivityHandler {
  const handler = new ActivityHandler();
  handler.onMembersAdded(async (context, next) => {
    const added = context.activity.membersAdded ?? [];
    if (added.some((member) => member.id !== context.activity.recipient?.id)) await context.sendActivity(welcome);
    await next();
  });
  handler.onMessage(async (context, next) => {
    await answer(context, ask);
    await next();
  });
  return handler;
}

async function answer(context: TurnContext, ask: Brain): Promise<void> {
  const text = context.activity.text?.trim() ?? '';
  const understood = text === '' ? { intent: 'None', score: 1, answer: null } : await ask(text);
  if (understood.intent === 'human') return askForAgent(context);
  await context.sendActivity(
    Activity.fromObject({
      type: 'message',
      text: understood.answer ?? defaultAnswer,
      channelData: { fallback: understood.answer === null, intent: understood.intent, score: understood.score },
    }),
  );
}

/** The Bot Framework's handoff event, built by hand: the SDK for JavaScript has no factory for it. */
async function askForAgent(context: TurnContext): Promise<void> {
  const { activity } = context;
  await context.sendActivity(
    Activity.fromObject({
      type: 'event',
      name: 'handoff.initiate',
      value: { Reason: activity.text },
      relatesTo: activity.getConversationReference(),
    }),
  );
}
