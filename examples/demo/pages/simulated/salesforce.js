/** A console with a queue, and the conversation that was chosen in it. */
import { act, showLines, watch } from './lines.js';

const queue = document.querySelector('#queue');
const panel = document.querySelector('#panel');
const list = document.querySelector('#lines');
const form = document.querySelector('form');
let chosen = '';
let known = [];

const look = await watch(() => '/simulated/salesforce/state', ({ conversations }) => {
  known = conversations;
  if (!known.some(({ id }) => id === chosen)) chosen = known[0]?.id ?? '';
  show();
});

function show() {
  const shown = JSON.stringify([known.map(({ id, agent }) => [id, agent]), chosen]);
  if (queue.dataset.key !== shown) {
    const hadFocus = queue.contains(document.activeElement);
    queue.dataset.key = shown;
    queue.replaceChildren(...known.map(entryOf));
    if (hadFocus) queue.querySelector('[aria-pressed=true]')?.focus();
  }
  document.querySelector('#empty').hidden = known.length > 0;
  const conversation = known.find(({ id }) => id === chosen);
  panel.hidden = conversation === undefined;
  if (conversation === undefined) return;
  showLines(list, conversation.lines);
  document.querySelector('#handler').textContent = conversation.agent === null ? 'Waiting to be accepted' : `${conversation.agent} is handling it${conversation.isCustomerTyping ? ' · the customer is typing' : ''}`;
  document.querySelector('[data-act=accept]').disabled = conversation.agent !== null;
  for (const control of document.querySelectorAll('[data-needs-agent]')) control.disabled = conversation.agent === null;
}

function entryOf({ id, agent, attributes }) {
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  button.setAttribute('aria-pressed', String(id === chosen));
  const name = attributes.Customer_Name || attributes.Reference || id.slice(0, 8);
  button.append(Object.assign(document.createElement('strong'), { textContent: name, dir: 'auto' }), Object.assign(document.createElement('small'), { textContent: agent ?? 'waiting' }));
  button.addEventListener('click', () => {
    chosen = id;
    show();
  });
  const item = document.createElement('li');
  item.append(button);
  return item;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { text } = form.elements;
  const said = text.value;
  text.value = '';
  await act('salesforce', { act: 'write', id: chosen, text: said });
  await look();
});
for (const button of document.querySelectorAll('button[data-act]'))
  button.addEventListener('click', async () => {
    await act('salesforce', { act: button.dataset.act, id: chosen });
    await look();
  });
document.querySelector('#staffed').addEventListener('change', ({ target }) => act('salesforce', { act: target.checked ? 'staffed' : 'deserted' }));
document.documentElement.dataset.ready = 'true';
