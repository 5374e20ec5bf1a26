/** The page in which an agent works, whatever that page does: shows the elements over a simulated backend and tells its opener how it went. */
import '../define.js';
import { createSimulatedClient } from '@live-takeover/testing';
import { layoutFaults } from '../every-state/layout.test-support.js';
import { escapes, overlaps } from '../every-state/room.test-support.js';

/** What the page of the test and this one know of each other. */
export interface OpenerWindow extends Window {
  /** The day is over: what went wrong in it, in words. */
  onDay(faults: readonly string[]): void;
}

const opener = window.parent as OpenerWindow;
const faults: string[] = [];
window.addEventListener('error', ({ message }) => void faults.push(`error: ${message}`));
window.addEventListener('unhandledrejection', ({ reason }) => void faults.push(`rejection: ${String(reason)}`));
for (const method of ['error', 'warn'] as const) {
  const own = console[method].bind(console);
  console[method] = (...said: unknown[]) => {
    if (!String(said[0]).includes('Lit is in dev mode')) faults.push(`${method}: ${said.map(String).join(' ')}`);
    own(...said);
  };
}

/** Waits, frame by frame, until it is there. */
async function until<Found>(what: string, find: () => Found | null | undefined | false): Promise<Found> {
  for (let frame = 0; frame < 600; frame += 1) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  throw new Error(`It never came to this: ${what}.`);
}

const frames = async (count: number): Promise<void> => {
  for (let frame = 0; frame < count; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
};

async function day(): Promise<void> {
  const { client, simulator } = createSimulatedClient({ conversations: 12 });
  const id = simulator.startConversation({ text: 'My card is gone', contact: { name: 'Maria', verified: true } });
  simulator.customer(id).askForAgent();
  const presence = Object.assign(document.createElement('agent-presence'), { client, lang: 'en', guide: 'off' });
  const table = Object.assign(document.createElement('live-takeover-table'), { client, lang: 'en' });
  document.body.append(presence, table);
  const shadow = (await until('the table renders', () => table.shadowRoot)) as ShadowRoot;
  const row = await until('the table shows rows', () => shadow.querySelector<HTMLElement>(`.rows > .row[data-id="${id}"]`));
  if (shadow.querySelectorAll('.rows > .row').length < 5) faults.push('The table shows too few rows.');
  await until('presence is online', () => presence.shadowRoot?.querySelector('.switch')?.textContent?.includes('Agent Online'));
  check(table, presence);

  row.click();
  const pane = await until('a conversation opens', () => shadow.querySelector('live-takeover-conversation')?.shadowRoot);
  const says = (text: string) => (): boolean => pane.textContent?.includes(text) ?? false;
  const press = async (selector: string): Promise<void> => (await until(`there is ${selector}`, () => pane.querySelector<HTMLElement>(selector))).click();
  await until('the transcript shows', says('My card is gone'));
  await press('[data-action="take-over"]');
  await until('it is taken over', says('You are talking to the customer'));
  const input = await until('there is a field', () => pane.querySelector('textarea'));
  input.value = 'Hello Maria';
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await press('.composer .primary');
  await until('the message is sent', () => says('Hello Maria')() && pane.querySelector('.outgoing') === null);
  simulator.customer(id).write('Thank you', 'silence');
  await until('the answer shows', says('Thank you'));
  check(table, presence);
  await press('[data-action="hand-back"]');
  await until('it is handed back', says('Handed back to the bot by Ana Duarte'));

  const headings = shadow.querySelectorAll<HTMLElement>('.headings button');
  for (const heading of headings) heading.click();
  await frames(3);
  if (shadow.querySelectorAll('.rows > .row').length < 5) faults.push('Sorting lost the rows.');
  if (client.problem.value !== undefined) faults.push(client.problem.value.message);
  table.remove();
  presence.remove();
  await frames(2);
}

function check(...elements: readonly HTMLElement[]): void {
  for (const element of elements) for (const fault of [...layoutFaults(element), ...escapes(element), ...overlaps(element)]) faults.push(`layout, ${innerWidth} px: ${fault}`);
}

try {
  await day();
} catch (error) {
  faults.push(error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error));
}
opener.onDay(faults);
