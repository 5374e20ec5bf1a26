/** The widget: as little as a widget can be. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A bot with its own widget</title>
<main>
<h1>Ask us</h1>
<ol id="lines" aria-live="polite"></ol>
<form><label>Your message <input name="said" required autocomplete="off"></label> <button>Send</button></form>
</main>
<script type="module">
const thread = sessionStorage.getItem('thread') ?? crypto.randomUUID();
sessionStorage.setItem('thread', thread);
const look = async () => {
  const lines = await (await fetch('/lines?thread=' + thread)).json();
  const list = document.querySelector('#lines');
  for (const line of lines.slice(list.children.length)) list.append(Object.assign(document.createElement('li'), { textContent: line }));
};
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { said } = event.target.elements;
  const text = said.value;
  said.value = '';
  await fetch('/say?thread=' + thread, { method: 'POST', body: text });
  await look();
});
setInterval(look, 1000);
</script>
</html>`;
