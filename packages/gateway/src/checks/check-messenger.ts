/** Facebook pages: the token, and what the page posts here. */
import type { MessengerConfig, MessengerPage } from '../config/channels-config.js';
import { namedSecret } from '../config/secrets.js';
import type { Check, CheckContext, Finding } from './check.js';
import { ask, member, unanswered } from './check.js';

/** What a page has to tell of for every promise to hold. UNVERIFIED: that Facebook lists every one of them by these names. */
const neededFields = ['messages', 'messaging_postbacks', 'message_deliveries', 'message_reads', 'message_echoes', 'messaging_handovers', 'standby'] as const;

/** Whether each page's token is accepted and of that page, and what the page posts to the app. */
export const checkMessenger: Check = async (context) => {
  const { messenger } = context.config.channels;
  if (messenger === undefined) return [];
  const findings = await Promise.all(messenger.pages.map((page, index) => checkPage(context, messenger, page, `channels.messenger.pages[${index}]`)));
  return findings.flat();
};

async function checkPage(context: CheckContext, { graphUrl, appId }: MessengerConfig, { pageId, accessToken }: MessengerPage, path: string): Promise<readonly Finding[]> {
  const headers = { authorization: `Bearer ${namedSecret(context.secrets, accessToken)?.current ?? ''}` };
  const page = await ask(context, `${graphUrl}/me?fields=id`, { headers });
  if (page.kind !== 'answered') return [unanswered(path, 'Facebook', page)];
  if (page.status !== 200) return [{ state: 'bad', path: `${path}.accessToken`, text: `Facebook does not accept it (${problemIn(page.text, page.status)}). Make a new page access token in the app's Messenger settings.` }];
  const id = member(page.text, 'id');
  if (id !== pageId) return [{ state: 'bad', path: `${path}.pageId`, text: `The token is of page ${String(id)}. Write that id, or the token of page ${pageId}.` }];
  const apps = await ask(context, `${graphUrl}/${pageId}/subscribed_apps`, { headers });
  if (apps.kind !== 'answered' || apps.status !== 200)
    return [{ state: 'unsure', path, text: 'The token is good, but Facebook did not say what the page posts here. Compare the fields with docs/messenger.md in the app\'s settings.' }];
  return [subscriptionFinding(apps.text, appId, path)];
}

function subscriptionFinding(text: string, appId: string, path: string): Finding {
  const apps = member(text, 'data');
  const ours = Array.isArray(apps) ? (apps as readonly Record<string, unknown>[]).find((app) => app['id'] === appId) : undefined;
  if (ours === undefined) return { state: 'bad', path, text: `The page posts nothing to app ${appId}. Subscribe it in the app's Messenger settings.` };
  const fields = Array.isArray(ours['subscribed_fields']) ? (ours['subscribed_fields'] as readonly unknown[]) : [];
  const missing = neededFields.filter((field) => !fields.includes(field));
  return missing.length === 0
    ? { state: 'good', path, text: 'The token is of that page, and the page posts everything that is needed.' }
    : { state: 'bad', path, text: `The page does not post ${missing.join(', ')}. Subscribe those fields in the app's Messenger settings.` };
}

function problemIn(text: string, status: number): string {
  const error = member(text, 'error');
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return code === '' ? `HTTP ${status}` : `code ${code}`;
}
