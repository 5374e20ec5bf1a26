import type { ConversationId } from '@live-takeover/sdk';
import { httpUrlOf } from '../client-source/client-settings.js';

/**
 * The address of the takeover page for one conversation.
 *
 * @param template - `takeover-href`; every `{conversation}` is replaced by the id
 * @param baseUrl - that of the document; relative addresses start here
 * @returns absolute; undefined without a template, or for one that is no web address
 */
export function takeoverHref(template: string | undefined, conversationId: ConversationId, baseUrl: string): string | undefined {
  if (!template) return undefined;
  return httpUrlOf(template.replaceAll('{conversation}', encodeURIComponent(conversationId)), baseUrl);
}
