import type { SalesforceSimulator } from '@live-takeover/gateway/testing';
import { createSalesforceSimulator } from '@live-takeover/gateway/testing';
import type { Place } from './place.js';

/** A Salesforce console with two agents, and the organization behind it. */
export interface Salesforce {
  readonly place: Place;
  readonly organization: SalesforceSimulator;
  readonly configuration: object;
}

/** Where the organization is said to be. */
export const salesforceHost = 'salesforce.simulated';

const dora = { id: 'dora', name: 'Dora' };
const emil = { id: 'emil', name: 'Emil' };

/** An organization in which somebody is there until the console says otherwise. */
export function createSalesforce({ now }: { readonly now: () => number }): Salesforce {
  const organization = createSalesforceSimulator({ now });
  const said = new Map<string, { readonly isMine: boolean; readonly text: string; readonly at: number; readonly state: string }[]>();
  const linesOf = (id: string): NonNullable<ReturnType<typeof said.get>> => {
    const known = said.get(id) ?? [];
    said.set(id, known);
    const heard = organization.conversations.find((conversation) => conversation.id === id)?.texts ?? [];
    for (const text of heard.slice(known.filter(({ isMine }) => !isMine).length)) known.push({ isMine: false, text, at: now(), state: '' });
    return known;
  };
  const agentOf = (id: string): typeof dora => organization.conversations.find((conversation) => conversation.id === id)?.agents[0] ?? dora;
  return {
    organization,
    configuration: { salesforce: { url: `https://${salesforceHost}`, orgId: organization.orgId, esDeveloperName: organization.esDeveloperName } },
    place: {
      state: () => ({
        conversations: organization.conversations
          .filter(({ isOpen }) => isOpen)
          .map(({ id, agents, attributes, isCustomerTyping }) => ({ id, agent: agents[0]?.name ?? null, attributes, isCustomerTyping, lines: linesOf(id) })),
      }),
      async act(name, { id = '', text = '' }) {
        if (name === 'staffed' || name === 'deserted') organization.setStaffed(name === 'staffed');
        else if (!organization.conversations.some((conversation) => conversation.id === id && conversation.isOpen)) return false;
        else if (name === 'accept') organization.accept(id, dora);
        else if (name === 'write') {
          linesOf(id).push({ isMine: true, text, at: now(), state: '' });
          organization.say(id, agentOf(id), text);
        } else if (name === 'transfer') organization.transfer(id, agentOf(id), agentOf(id).id === dora.id ? emil : dora);
        else if (name === 'end') organization.end(id);
        else return false;
        return true;
      },
    },
  };
}
