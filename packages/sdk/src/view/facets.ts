import type { LoggedConversation } from '../conversation/logged-conversation.js';
import type { Facet, Facets } from './row-source.js';
import { offPageRank, rankAt } from './standings.js';
import type { Standings } from './standings.js';

/** Attributes told of, and values of each. */
const attributeLimit = 50;

/** What the conversations on the page can be told apart by. One pass over all of them. */
export function facetsOf({ conversations, places }: Pick<Standings, 'conversations' | 'places'>): Facets {
  const operators = new Map<string, Facet>();
  const bots = new Map<string, Facet>();
  const channels = new Map<string, Facet>();
  const attributes = new Map<string, Set<string | number | boolean>>();
  for (const [slot, conversation] of conversations.entries()) {
    if (conversation === undefined || rankAt(places[slot] as number) === offPageRank) continue;
    const { operator, bot, channel } = conversation;
    if (operator.kind !== 'bot') count(operators, operator.id, operator.name);
    count(bots, bot.id, bot.name);
    count(channels, channel, channel);
    noteAttributes(attributes, conversation);
  }
  const frequent = (facets: ReadonlyMap<string, Facet>): readonly Facet[] => [...facets.values()].sort((one, other) => other.count - one.count);
  return {
    operators: frequent(operators),
    bots: frequent(bots),
    channels: frequent(channels),
    attributes: new Map([...attributes].map(([name, values]) => [name, [...values]])),
  };
}

function count(facets: Map<string, Facet>, id: string, name: string): void {
  const known = facets.get(id) as (Facet & { count: number }) | undefined;
  if (known === undefined) facets.set(id, { id, name, count: 1 });
  else known.count += 1;
}

function noteAttributes(known: Map<string, Set<string | number | boolean>>, { attributes }: Pick<LoggedConversation, 'attributes'>): void {
  for (const name of Object.keys(attributes)) {
    const values = known.get(name) ?? (known.size < attributeLimit ? new Set() : undefined);
    const value = attributes[name];
    if (values === undefined || value === undefined) continue;
    known.set(name, values);
    if (values.size < attributeLimit) values.add(value);
  }
}
