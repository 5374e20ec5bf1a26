import type { Connector, ConversationId } from '@live-takeover/sdk';
import type { ConformanceOptions, ConformanceRunner, ConnectorHarness } from './harness.js';
import type { Recorder } from './recorder.js';
import { equal, onStage, succeed, untilUpToDate } from './stage.js';

/** Alerts, presence and typing: what calls for people and shows them. */
export function attentionConformance({ describe, test }: ConformanceRunner, options: ConformanceOptions): void {
  const { capabilities } = options;
  const staged = (title: string, act: Parameters<typeof onStage>[1]): void => test(title, () => onStage(options, act));

  describe('attention', () => {
    if (capabilities.alerts) {
      staged('an agent request alerts, again after a reconnect, until it is seen', async ({ harness, open }) => {
        const [seenId, laterId] = [await harness.startConversation(), await harness.startConversation()];
        const seen = await open({ alerts: true, conversations: [] });
        await ask(harness, seenId);
        await untilAlerted(seen, seenId);
        equal(alertsOf(seen, seenId)[0]?.kind, 'agent-request', 'the kind of the alert');
        await reconnect(harness, seen);
        await untilAlerted(seen, seenId);
        harness.connector.alertSeen?.(alertsOf(seen, seenId)[0]?.id ?? '');
        await seen.until('the alert ends', () => alertsOf(seen, seenId).length === 0);
        await reconnect(harness, seen);
        await ask(harness, laterId);
        await untilAlerted(seen, laterId);
        equal(alertsOf(seen, seenId), [], 'alerts that were seen');
      });

      staged('an alert ends for everybody when somebody takes over', async ({ harness, open, openRival }) => {
        const conversationId = await harness.startConversation();
        const [seen] = [await open(), await openRival()];
        await ask(harness, conversationId);
        await untilAlerted(seen, conversationId);
        await succeed(harness.rivalConnector, { name: 'take-over', conversationId, seenTerm: 0 });
        await seen.until('the alert ends', () => alertsOf(seen, conversationId).length === 0);
      });
    }

    if (capabilities.presence)
      staged('colleagues see an agent come and change their availability', async ({ harness, open, openRival }) => {
        const seen = await open();
        await openRival();
        const rival = (): Recorder['presences'][number] | undefined => seen.presences.find(({ id }) => id === harness.rival.id);
        await seen.until('the colleague is there', () => rival()?.isReachable === true);
        await succeed(harness.rivalConnector, { name: 'set-availability', availability: 'offline' });
        await seen.until('the colleague is Offline', () => rival()?.availability === 'offline');
        await succeed(harness.rivalConnector, { name: 'set-availability', availability: 'online' });
        await seen.until('the colleague is back', () => rival()?.availability === 'online');
      });

    if (capabilities.typing)
      staged("the customer's typing reaches agents, and an agent's reaches colleagues", async ({ harness, open, openRival }) => {
        const conversationId = await harness.startConversation();
        const seen = await open();
        const witness = await openRival();
        await view(harness.connector, conversationId);
        await view(harness.rivalConnector, conversationId);
        await harness.customerTypes?.(conversationId);
        await seen.until('the customer is typing', () => isTyping(seen, conversationId, 'customer'));
        await succeed(harness.connector, { name: 'take-over', conversationId, seenTerm: 0 });
        harness.connector.signal?.(conversationId, 'typing', true);
        await witness.until('the colleague is typing', () => isTyping(witness, conversationId, 'agent'));
      });

    if (capabilities.viewing)
      staged('colleagues see who looks at a conversation, until they look away', async ({ harness, open, openRival }) => {
        const conversationId = await harness.startConversation();
        await open();
        const witness = await openRival();
        const isSeen = (): boolean | undefined =>
          witness.signals.findLast((told) => told.signal === 'viewing' && told.conversationId === conversationId && told.from.id === harness.agent.id)?.isActive;
        await view(harness.connector, conversationId);
        await witness.until('the colleague looks', () => isSeen() === true);
        harness.connector.signal?.(conversationId, 'viewing', false);
        await witness.until('the colleague looks away', () => isSeen() === false);
      });

    if (capabilities.viewing)
      staged('who comes later is told who looks at a conversation already', async ({ harness, open, openRival }) => {
        const conversationId = await harness.startConversation();
        await open();
        await view(harness.connector, conversationId);
        const witness = await openRival();
        await witness.until('the colleague looks', () =>
          witness.signals.some((told) => told.signal === 'viewing' && told.conversationId === conversationId && told.from.id === harness.agent.id && told.isActive),
        );
      });
  });
}

async function reconnect(harness: ConnectorHarness, recorder: Recorder): Promise<void> {
  await harness.cut();
  await recorder.until('the cut is noticed', () => recorder.states.at(-1) !== 'up-to-date');
  recorder.forgetAlerts();
  await harness.restore();
  await untilUpToDate(recorder);
}

async function ask(harness: ConnectorHarness, conversationId: ConversationId): Promise<void> {
  if (harness.customerAsksForAgent === undefined) throw new TypeError('The connector claims alerts: give the harness customerAsksForAgent.');
  await harness.customerAsksForAgent(conversationId);
}

/** Shows the conversation; backends may spare others its signals. The read comes back after the signal got there. */
async function view(connector: Connector, conversationId: ConversationId): Promise<void> {
  connector.signal?.(conversationId, 'viewing', true);
  await connector.head(conversationId, new AbortController().signal);
}

function alertsOf(recorder: Recorder, conversationId: ConversationId): readonly { readonly id: string; readonly kind: string }[] {
  return [...recorder.alerts.values()].filter((alert) => alert.conversationId === conversationId);
}

function untilAlerted(recorder: Recorder, conversationId: ConversationId): Promise<void> {
  return recorder.until('the alert rings', () => alertsOf(recorder, conversationId).length > 0);
}

function isTyping(recorder: Recorder, conversationId: ConversationId, kind: string): boolean {
  return recorder.signals.some((told) => told.signal === 'typing' && told.conversationId === conversationId && told.from.kind === kind && told.isActive);
}
