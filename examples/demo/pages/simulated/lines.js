/** What the pages at the other end of a channel have in common: lines of a conversation, acts, and looking again. */

/** Shows lines in a list, keeping the place of who reads further up. */
export function showLines(list, lines) {
  const key = JSON.stringify(lines);
  if (list.dataset.key === key) return;
  const isAtEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
  list.dataset.key = key;
  list.replaceChildren(...lines.map(lineOf));
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

function lineOf({ isMine, text, state }) {
  const item = document.createElement('li');
  item.className = isMine ? 'mine' : 'theirs';
  const words = document.createElement('p');
  words.dir = 'auto';
  words.textContent = text;
  item.append(words);
  if (state) item.append(Object.assign(document.createElement('small'), { textContent: state }));
  return item;
}

/** Does something at the other end; says so if it could not. */
export async function act(place, fields) {
  const response = await fetch(`/simulated/${place}/act`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) });
  const status = document.querySelector('[role=status]');
  status.textContent = response.ok ? '' : `That could not be done (HTTP ${response.status}).`;
}

/** Looks at the state now, and every second while the page is seen. */
export async function watch(address, show) {
  const look = async () => {
    if (document.visibilityState === 'visible') show(await (await fetch(address())).json());
  };
  await look();
  window.setInterval(look, 1000);
  return look;
}
