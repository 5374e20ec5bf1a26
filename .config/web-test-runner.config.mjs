import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { chromiumArguments, findChromium } from '../.ci/chromium.mjs';

const require = createRequire(import.meta.url);
const root = new URL('..', import.meta.url).pathname;
const worker = readFileSync(require.resolve('msw/mockServiceWorker.js'), 'utf8');

/** Serves msw's worker from the root, where its scope covers every test page. */
const mswWorker = {
  name: 'msw-worker',
  serve(context) {
    if (context.path !== '/mockServiceWorker.js') return undefined;
    return { body: worker, type: 'js', headers: { 'service-worker-allowed': '/' } };
  },
};

/** Lets a TypeScript source import its neighbour by the name it will have once compiled. */
const sourceOfCompiled = {
  name: 'source-of-compiled',
  resolveImport({ source, context }) {
    if (!source.startsWith('.') || !source.endsWith('.js')) return undefined;
    return /\/(packages|examples)\/.*\.tsx?($|\?)/.test(context.path) ? source.replace(/\.js$/, '.ts') : undefined;
  },
};

export default {
  rootDir: root,
  files: ['packages/*/src/**/*.browser.test.ts'],
  concurrency: 1,
  testsFinishTimeout: 240_000,
  browserStartTimeout: 120_000,
  nodeResolve: { exportConditions: ['live-takeover-source', 'browser', 'development'] },
  browsers: [
    chromeLauncher({
      launchOptions: { executablePath: findChromium(), headless: true, args: chromiumArguments },
      concurrency: 1,
    }),
  ],
  testFramework: { config: { timeout: 60_000 } },
  plugins: [sourceOfCompiled, mswWorker, esbuildPlugin({ ts: true, tsconfig: `${root}.config/tsconfig.base.json`, target: 'es2022' })],
};
