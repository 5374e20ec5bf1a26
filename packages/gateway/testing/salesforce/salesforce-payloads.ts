/**
 * What Salesforce sends, as its sample client and its published schema show it;
 * made here without a look at our own client's types.
 *
 * UNVERIFIED: the payload of `CloseConversation` (no schema), the data of `ping`.
 */
import { z } from 'zod';

/** Who an entry is of. */
export type EntrySender =
  | { readonly role: 'EndUser'; readonly subject: string }
  | { readonly role: 'Agent' | 'Chatbot'; readonly subject: string; readonly name: string }
  | { readonly role: 'System' };

/** An entry as it is kept: its payload is an object in lists and a string in streams. */
export interface KeptEntry {
  readonly senderDisplayName: string;
  readonly identifier: string;
  readonly entryType: string;
  readonly entryPayload: Readonly<Record<string, unknown>>;
  readonly sender: { readonly role: string; readonly appType: string; readonly subject: string; readonly clientIdentifier: string };
  readonly contextParamMap: Readonly<Record<string, never>>;
  readonly visibilityStrategy: 'All';
  readonly transcriptedTimestamp: number;
  readonly relatedRecords: readonly string[];
  readonly clientTimestamp: number;
  readonly clientDuration: number;
}

/** The name that a stream gives to an entry's event. */
export const eventNames: Readonly<Record<string, string>> = {
  Message: 'CONVERSATION_MESSAGE',
  RoutingResult: 'CONVERSATION_ROUTING_RESULT',
  ParticipantChanged: 'CONVERSATION_PARTICIPANT_CHANGED',
  CloseConversation: 'CONVERSATION_CLOSE_CONVERSATION',
  TypingStartedIndicator: 'CONVERSATION_TYPING_STARTED_INDICATOR',
  TypingStoppedIndicator: 'CONVERSATION_TYPING_STOPPED_INDICATOR',
};

/** An entry. */
export function entryOf(identifier: string, entryType: string, sender: EntrySender, at: number, payload: Readonly<Record<string, unknown>>): KeptEntry {
  return {
    senderDisplayName: sender.role === 'EndUser' ? 'Guest' : sender.role === 'System' ? 'Automated Process' : sender.name,
    identifier,
    entryType,
    entryPayload: { entryType, id: identifier, ...payload },
    sender: partyOf(sender),
    contextParamMap: {},
    visibilityStrategy: 'All',
    transcriptedTimestamp: at,
    relatedRecords: [],
    clientTimestamp: at - 20,
    clientDuration: 0,
  };
}

/** What an entry is wrapped in on a stream. */
export function envelopeOf(conversationId: string, entry: KeptEntry): Readonly<Record<string, unknown>> {
  return {
    channelPlatformKey: '92ef6d0a-3a44-4e5b-9e0a-6ad6bb2b0c01',
    channelType: 'embedded_messaging',
    channelAddressIdentifier: 'aa11bb22-0000-4000-8000-000000000001',
    conversationId,
    conversationEntry: { ...entry, entryPayload: JSON.stringify(entry.entryPayload) },
  };
}

/** The payload of a text. */
export function textPayload(id: string, text: string): Readonly<Record<string, unknown>> {
  return { abstractMessage: { messageType: 'StaticContentMessage', id, references: [], staticContent: { formatType: 'Text', text } } };
}

/** The payload of what became of the search for an agent. */
export function routingPayload(routingType: 'Initial' | 'Transfer', hasFailed: boolean): Readonly<Record<string, unknown>> {
  return hasFailed
    ? { errorMessages: ['No agents available'], routingType, failureReason: 'NoAgentsAvailable', failureType: 'RoutingError' }
    : {
        recordId: '0Mwxx0000004CAe',
        errorMessages: [],
        pendingServiceRoutingId: '0JRxx0000004CAe',
        routingType,
        estimatedWaitTime: { estimatedWaitTimeInSeconds: 35, isEWTRequested: true },
        failureReason: '',
        failureType: 'None',
        routingConfigurationDetails: { routingConfigurationType: 'QueueRoutingType', queueId: '00Gxx000000kVGf' },
      };
}

/** The payload of an agent's coming or going. */
export function participantPayload(operation: 'add' | 'remove', agent: { readonly id: string; readonly name: string }): Readonly<Record<string, unknown>> {
  const participant = { role: 'Agent', appType: 'agent', subject: agent.id, clientIdentifier: 'agent' };
  return { entries: [{ operation, participant, displayName: agent.name }] };
}

function partyOf(sender: EntrySender): KeptEntry['sender'] {
  switch (sender.role) {
    case 'EndUser':
      return { role: 'EndUser', appType: 'iamessage', subject: sender.subject, clientIdentifier: '3c0f0f5e-9a1e-4ed2-b7f5-1d5c6d8a9b10' };
    case 'System':
      return { role: 'System', appType: 'conversation', subject: 'conversation', clientIdentifier: 'conversation-svc' };
    default:
      return { role: sender.role, appType: 'agent', subject: sender.subject, clientIdentifier: 'agent' };
  }
}

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** What is accepted of who begins, by the sample client's calls. */
export const tokenRequest: z.ZodType<{ orgId: string; esDeveloperName: string }> = z.object({
  orgId: z.string(),
  esDeveloperName: z.string(),
  capabilitiesVersion: z.literal('1'),
  platform: z.enum(['Web', 'iOS', 'Android']),
  context: z.object({ appName: z.string(), clientVersion: z.string() }),
});
/** A conversation to be made. */
export const conversationRequest: z.ZodType<{ conversationId: string; esDeveloperName: string; routingAttributes: Record<string, string> }> = z.strictObject({
  conversationId: uuid,
  esDeveloperName: z.string(),
  routingAttributes: z.record(z.string(), z.string()),
});
/** A text of the customer. */
export const messageRequest: z.ZodType<{ message: { id: string; staticContent: { text: string } }; esDeveloperName: string }> = z.strictObject({
  message: z.strictObject({
    id: uuid,
    messageType: z.literal('StaticContentMessage'),
    staticContent: z.strictObject({ formatType: z.literal('Text'), text: z.string().min(1) }),
  }),
  esDeveloperName: z.string(),
  isNewMessagingSession: z.boolean().optional(),
  routingAttributes: z.record(z.string(), z.string()).optional(),
  language: z.string().optional(),
});
/** Typing of the customer. */
export const typingRequest: z.ZodType<{ entryType: string; id: string }> = z.strictObject({
  entryType: z.enum(['TypingStartedIndicator', 'TypingStoppedIndicator']),
  id: uuid,
});
