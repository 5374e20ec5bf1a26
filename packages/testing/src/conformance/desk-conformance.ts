import type { BotSettings, Connector, ConversationId, HistoryQuery, HistoryRange } from '@live-takeover/sdk';
import type { ConformanceOptions, ConformanceRunner, ConnectorHarness } from './harness.js';
import type { Stage } from './stage.js';
import { equal, failWith, newCommandId, onStage, rejectWith, succeed } from './stage.js';

const always: HistoryRange = { from: 0, to: Number.MAX_SAFE_INTEGER, after: null, limit: 200 };
const { signal } = new AbortController();

/** Questions about what is over, and settings: what a desk asks. */
export function deskConformance({ describe, test }: ConformanceRunner, options: ConformanceOptions): void {
  const { capabilities } = options;
  const staged = (title: string, act: Parameters<typeof onStage>[1]): void => test(title, () => onStage(options, act));

  describe('the desk', () => {
    if (capabilities.history) {
      staged('finds what was closed by its words and by who held it, the one closed last first', async ({ harness, open }) => {
        const seen = await open();
        const [otters, badgers] = [await closedAbout('otters', harness, seen), await closedAbout('badgers', harness, seen)];
        const found = async (query: Partial<HistoryQuery> = {}): Promise<readonly ConversationId[]> =>
          (await everyPage(harness, query)).filter((id) => id === otters || id === badgers);
        equal(await found(), [badgers, otters], 'what was closed');
        equal(await found({ text: 'OTTERS about' }), [otters], 'what has both words');
        equal(await found({ agentIds: [harness.agent.id] }), [badgers, otters], 'what the agent held');
        equal(await found({ agentIds: ['nobody-at-all'] }), [], 'what nobody held');
        equal(await found({ to: 1 }), [], 'what was closed long ago');
      });

      staged('comes back page by page, nothing twice, and only from where a page ended', async ({ harness, open }) => {
        const seen = await open();
        const closed = [await closedAbout('one', harness, seen), await closedAbout('two', harness, seen), await closedAbout('three', harness, seen)];
        const pages = await everyPage(harness, { limit: 1 });
        equal(pages.filter((id) => closed.includes(id)), closed.toReversed(), 'all pages together');
        await rejectWith('bad-request', 'a page after no page', asked(harness.connector, 'history')({ ...always, after: 'no page ended so' }, signal));
      });

      staged("finds a contact's conversations, and none of nobody's", async ({ harness, open }) => {
        const id = await harness.startConversation();
        await open();
        const { contact } = await harness.connector.head(id, signal);
        const of = async (contactId: string): Promise<readonly ConversationId[]> =>
          (await asked(harness.connector, 'contactConversations')(contactId, signal)).map((conversation) => conversation.id);
        if (contact.id !== undefined) equal((await of(contact.id)).includes(id), true, 'the conversation is among its contact’s');
        equal(await of('nobody-at-all'), [], 'the conversations of nobody');
      });

      staged('tells what the bot could not answer', async ({ harness, open }) => {
        if (harness.customerAsksInVain === undefined) throw new TypeError('The connector claims history: give the harness customerAsksInVain.');
        const id = await harness.startConversation();
        const seen = await open();
        await harness.customerAsksInVain(id, 'nonsense about otters');
        await seen.until('the default answer arrives', () => seen.events.some((event) => event.type === 'message-sent' && event.defaultAnswer === true));
        const { messages } = await asked(harness.connector, 'unanswered')(always, signal);
        const botId = seen.heads.get(id)?.bot.id;
        const told = messages.filter(({ conversationId }) => conversationId === id).map((message) => [message.text, message.botId]);
        equal(told, [['nonsense about otters', botId]], 'what was asked in vain');
      });
    }

    if (capabilities.settings) {
      staged('lets a supervisor change settings, once from each version, and tells everybody', async ({ harness, open, record }) => {
        const seen = await open();
        const supervisor = await openSupervisor(harness, record);
        const [botId, settings] = await anySettings(supervisor);
        const changed: BotSettings = { ...settings, rules: { ...settings.rules, stalledAfterMs: settings.rules.stalledAfterMs + 1_000 } };
        const id = newCommandId();
        await succeed(supervisor, { name: 'change-settings', botId, settings: changed }, id);
        await seen.until('the new rules arrive', () => seen.rules?.[botId]?.stalledAfterMs === changed.rules.stalledAfterMs);
        const [, after] = await anySettings(supervisor, botId);
        equal([after.version > settings.version, after.rules], [true, changed.rules], 'the settings afterwards');
        await succeed(supervisor, { name: 'change-settings', botId, settings: changed }, id);
        await failWith('settings-changed', supervisor, { name: 'change-settings', botId, settings });
      });

      staged('shows settings to nobody else, and lets nobody else change them', async ({ harness, open, record }) => {
        await open();
        if (harness.agent.role === 'supervisor') return;
        const [botId, settings] = await anySettings(await openSupervisor(harness, record));
        await rejectWith('forbidden', 'the settings for an agent', asked(harness.connector, 'settings')(signal));
        await failWith('forbidden', harness.connector, { name: 'change-settings', botId, settings });
      });
    }
  });
}

/** A conversation that the customer wrote about something in, and that the agent took over and closed. */
async function closedAbout(subject: string, harness: ConnectorHarness, seen: Awaited<ReturnType<Stage['open']>>): Promise<ConversationId> {
  const id = await harness.startConversation();
  await harness.customerWrites(id, `about ${subject}`);
  await seen.until('the conversation arrives', () => seen.heads.get(id)?.lastCustomerText === `about ${subject}`);
  await succeed(harness.connector, { name: 'take-over', conversationId: id, seenTerm: seen.heads.get(id)?.term ?? 0 });
  await seen.until('the agent is operator', () => seen.heads.get(id)?.operator.kind === 'agent');
  await succeed(harness.connector, { name: 'close', conversationId: id, term: seen.heads.get(id)?.term ?? 0 });
  await seen.until('it is closed', () => seen.heads.get(id)?.closed !== null);
  return id;
}

async function everyPage({ connector }: ConnectorHarness, query: Partial<HistoryQuery>): Promise<readonly ConversationId[]> {
  const ids: ConversationId[] = [];
  for (let after: string | null = null, isDone = false; !isDone; ) {
    const page = await asked(connector, 'history')({ ...always, ...query, after }, signal);
    ids.push(...page.conversations.map(({ id }) => id));
    after = page.next;
    isDone = after === null;
  }
  return ids;
}

async function openSupervisor({ supervisorConnector }: ConnectorHarness, record: Stage['record']): Promise<Connector> {
  if (supervisorConnector === undefined) throw new TypeError('The connector claims settings: give the harness a supervisorConnector.');
  const recorder = record(supervisorConnector);
  await recorder.until('the supervisor is up to date', () => recorder.states.at(-1) === 'up-to-date');
  return supervisorConnector;
}

async function anySettings(connector: Connector, wanted?: string): Promise<readonly [botId: string, settings: BotSettings]> {
  const bots = Object.entries(await asked(connector, 'settings')(signal));
  const found = wanted === undefined ? bots[0] : bots.find(([botId]) => botId === wanted);
  if (found === undefined) throw new Error('The settings name no bot.');
  return found;
}

/** What the connector claims that it can be asked. */
function asked<Name extends 'history' | 'contactConversations' | 'unanswered' | 'settings'>(connector: Connector, name: Name): NonNullable<Connector[Name]> {
  const ask = connector[name]?.bind(connector) as NonNullable<Connector[Name]> | undefined;
  if (ask === undefined) throw new TypeError(`The connector claims to answer ${name}, and has no such method.`);
  return ask;
}
