/** One page per peer. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundled, openChromium } from '../chromium.mjs';
import { roster } from './peers/roster.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * @param {{ isSource: boolean }} options isSource: our element from its sources instead of what was built
 */
export async function openBrowser({ isSource }) {
  const scripts = new Map();
  const chromium = await openChromium(async ({ pathname }) => {
    const [, name, extension] = /^\/(.*?)(\.\w+)?$/.exec(pathname);
    if (extension === '.css') return { type: 'text/css', body: stylesOf(name) };
    if (extension === '.js') return { type: 'text/javascript', body: scripts.get(name) };
    if (roster[name] === undefined) return undefined;
    return { type: 'text/html', body: `<!doctype html><meta charset="utf-8"><title>bench</title><link rel="stylesheet" href="/${name}.css"><main></main><script type="module" src="/${name}.js"></script>` };
  });
  return {
    ...chromium,
    async open(peer, configuration) {
      if (!scripts.has(peer)) scripts.set(peer, await bundled({ stdin: { contents: pageOf(roster[peer]), resolveDir: here, loader: 'ts' } }, isSource));
      return chromium.open(`/${peer}#${configuration}`, countTimers);
    },
  };
}

function pageOf({ module, className }) {
  return `import { ${className} } from './peers/${module.slice(2)}';
    import { Bench } from './page/bench.js';
    window.bench = new Bench(new ${className}(location.hash.slice(1)));
    document.documentElement.dataset.ready = 'true';`;
}

function stylesOf(peer) {
  const styles = roster[peer].styles;
  return (styles === undefined ? '' : readFileSync(`${here}node_modules/${styles}`, 'utf8')) + readFileSync(`${here}page/page.css`, 'utf8');
}

/** Counts what timers and frames run, for the measure of a page that should be at rest. */
function countTimers() {
  window.timersRun = 0;
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback']) {
    const original = window[name];
    window[name] = (callback, ...rest) =>
      original((...given) => {
        window.timersRun += 1;
        callback(...given);
      }, ...rest);
  }
}
