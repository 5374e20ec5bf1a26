import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';

const connections = new WeakMap();
const windowOnly = { captureBeyondViewport: false };

/** What the runner's own commands do not do: a page on paper or in forced colours, and a mark of all its pixels. */
export const drawing = {
  name: 'drawing',
  async executeCommand({ command, payload, session }) {
    if (command !== 'draw-as' && command !== 'mark-picture') return undefined;
    const page = session.browser.getPage(session.id);
    return command === 'draw-as' ? drawAs(page, payload) : markPicture(await page.screenshot(windowOnly));
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

/** @returns {{ pixels: string, colours: number }} the same for pictures that nobody tells apart, and how many colours are in it */
function markPicture(content) {
  const { data } = PNG.sync.read(Buffer.from(content));
  const colours = new Set();
  for (let at = 0; at < data.length; at += 4) colours.add(data.readUInt32BE(at));
  return { pixels: createHash('sha256').update(data).digest('hex'), colours: colours.size };
}
