import { PNG } from 'pngjs';

const connections = new WeakMap();
const formerPictures = new WeakMap();
const windowOnly = { captureBeyondViewport: false };

/** What the runner's own commands do not do: a page on paper or in forced colours, and what is in a picture of it. */
export const drawing = {
  name: 'drawing',
  async executeCommand({ command, payload, session }) {
    if (command !== 'draw-as' && command !== 'mark-picture') return undefined;
    const page = session.browser.getPage(session.id);
    return command === 'draw-as' ? drawAs(page, payload) : markPicture(page, await page.screenshot(windowOnly));
  },
};

/**
 * A plugin that takes a picture of an element, made to take the window as it is. Otherwise Chromium makes the page
 * larger first, and shifts one that runs from right to left.
 */
export function ofTheWindow(plugin) {
  return {
    ...plugin,
    executeCommand({ session, ...call }) {
      const screenshot = () => session.browser.getPage(session.id).screenshot(windowOnly);
      const getPage = () => ({ evaluateHandle: async () => ({ asElement: () => ({ screenshot }) }) });
      return plugin.executeCommand({ ...call, session: { ...session, browser: { type: session.browser.type, name: session.browser.name, getPage } } });
    },
  };
}

async function drawAs(page, { media = '', forcedColors = 'none' }) {
  // What is pretended lasts as long as its connection.
  if (!connections.has(page)) connections.set(page, await page.createCDPSession());
  const connection = connections.get(page);
  const features = Object.entries({ 'prefers-reduced-motion': 'reduce', 'forced-colors': forcedColors });
  await connection.send('Emulation.setEmulatedMedia', { media, features: features.map(([name, value]) => ({ name, value })) });
  return true;
}

/** @returns {{ colours: number, changed: number }} how many colours are in a picture, and how much of the former one it shows otherwise, from 0 to 1 */
function markPicture(page, content) {
  const { data } = PNG.sync.read(Buffer.from(content));
  const former = formerPictures.get(page);
  formerPictures.set(page, data);
  const colours = new Set();
  let changed = 0;
  for (let at = 0; at < data.length; at += 4) {
    colours.add(data.readUInt32BE(at));
    // An edge is not always drawn in the very same shade.
    if ([0, 1, 2].some((part) => Math.abs(data[at + part] - (former?.[at + part] ?? 0)) > 32)) changed += 1;
  }
  return { colours: colours.size, changed: former?.length === data.length ? changed / (data.length / 4) : 1 };
}
