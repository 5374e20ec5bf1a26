/** A phone or a Messenger thread: one customer, and whoever answers. */
import { act, showLines, watch } from './lines.js';

const { place } = document.body.dataset;
const form = document.querySelector('form');
const list = document.querySelector('#lines');
const who = document.querySelector('#who');

/** Which customer it is stays with the window. */
const key = `live-takeover-demo/${place}`;
who.value = new URLSearchParams(location.search).get('who') ?? window.sessionStorage.getItem(key) ?? who.value;
who.addEventListener('change', () => {
  window.sessionStorage.setItem(key, who.value);
  void look();
});
const fields = () => ({ [who.name]: who.value.trim(), ...Object.fromEntries([...document.querySelectorAll('[data-also]')].map(({ name, value }) => [name, value])) });
const look = await watch(
  () => `/simulated/${place}/state?${new URLSearchParams({ [who.name]: who.value.trim() })}`,
  ({ lines }) => showLines(list, lines),
);

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { text } = form.elements;
  const said = text.value;
  text.value = '';
  await act(place, { act: event.submitter?.value || 'write', ...fields(), text: said });
  await look();
});
for (const button of document.querySelectorAll('button[data-act]'))
  button.addEventListener('click', async () => {
    await act(place, { act: button.dataset.act, ...fields(), text: button.dataset.text ?? '' });
    await look();
  });
const fault = document.querySelector('#fault');
fault.addEventListener('change', async () => {
  if (fault.value !== '') await act(place, { act: 'fault', fault: fault.value });
  fault.value = '';
});
document.documentElement.dataset.ready = 'true';
