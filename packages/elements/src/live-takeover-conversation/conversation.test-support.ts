/** Conversations on screen for tests: what is said in them, what is read of them, what is pressed. */
import type { NewEvent } from '@live-takeover/sdk';
import { fixture, html, nextFrame } from '@open-wc/testing';
import { createFakeClient, type FakeClient } from '../client-source/fake-client.test-support.js';
import { browserStore, type PreferenceStore } from '../preferences/preference-store.js';
import type { LiveTakeoverConversation } from './live-takeover-conversation.js';

/** A store that lives as long as the test. */
export function memoryStore(): PreferenceStore {
  return browserStore(() => {
    throw new Error('blocked');
  });
}

/** The signed-in agent. */
export const ana = { kind: 'agent', id: 'ana', name: 'Ana' } as const;
/** A colleague. */
export const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const;
let count = 0;

/** An event without its id. */
export type Fact = NewEvent extends infer Event ? (Event extends NewEvent ? Omit<Event, 'id'> : never) : never;

/** Appends facts under ids of their own. */
export function say(fake: FakeClient, id: string, ...facts: readonly Fact[]): void {
  fake.append(id, ...facts.map((fact) => ({ id: `e${(count += 1)}`, ...fact }) as NewEvent));
}

/** A conversation on the web with one message and one default answer. */
export function started(fake: FakeClient, id = 'c1'): void {
  say(
    fake,
    id,
    {
      type: 'conversation-started',
      bot: { id: 'b', name: 'Bank Assistant' },
      channel: 'web',
      contact: { id: 'cust-1', name: 'Maria', verified: true },
      attributes: { Segment: 'Premium' },
      reference: '7K3QX9TM',
      thread: 't',
    },
    { type: 'message-sent', from: 'customer', text: 'My card was declined' },
    { type: 'message-sent', from: 'bot', text: 'Sorry?', defaultAnswer: true },
  );
}

/** A takeover begins. */
export function takenBy(fake: FakeClient, operator: typeof ana | typeof ben, term = 1, id = 'c1'): void {
  say(fake, id, { type: 'takeover-started', operator, term });
}

/** Shows a conversation; what is written is kept by nobody else. */
export async function show(fake: FakeClient, id = 'c1', preferences: PreferenceStore = memoryStore()): Promise<LiveTakeoverConversation> {
  const element = await fixture<LiveTakeoverConversation>(
    html`<live-takeover-conversation .client=${fake.client} .preferences=${preferences} conversation-id=${id}></live-takeover-conversation>`,
  );
  element.style.setProperty('height', '600px');
  await element.updateComplete;
  return element;
}

/** The first that matches. */
export function find<Found extends HTMLElement = HTMLElement>(element: LiveTakeoverConversation, selector: string): Found {
  const found = element.shadowRoot?.querySelector<Found>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
}

/** Whether there is such a thing. */
export function has(element: LiveTakeoverConversation, selector: string): boolean {
  return element.shadowRoot?.querySelector(selector) !== null;
}

/** What is read, spaces made one. */
export function words(element: LiveTakeoverConversation, selector = '.base'): string {
  return (find(element, selector).textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
}

/** Writes a text into the composer. */
export async function write(element: LiveTakeoverConversation, text: string): Promise<void> {
  const input = find<HTMLTextAreaElement>(element, 'textarea');
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await element.updateComplete;
}

/** Presses, and waits for what comes of it. */
export async function press(element: LiveTakeoverConversation, selector: string): Promise<void> {
  find(element, selector).click();
  await nextFrame();
  await element.updateComplete;
}

/** A conversation that Ana holds. */
export async function held(): Promise<{ fake: FakeClient; element: LiveTakeoverConversation }> {
  const fake = createFakeClient();
  started(fake);
  takenBy(fake, ana);
  return { fake, element: await show(fake) };
}
