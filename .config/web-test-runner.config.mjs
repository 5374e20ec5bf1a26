import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { visualRegressionPlugin } from '@web/test-runner-visual-regression/plugin';
import { chromiumArguments, findChromium } from '../.ci/chromium.mjs';
import { drawing, ofTheWindow } from './drawing.mjs';
import { keepPicture } from './keep-picture.mjs';

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

const keepsPictures = process.argv.includes('--keep-pictures');
const cache = `${root}node_modules/.cache/live-takeover/`;

/** Pictures of the elements, and what differs from them. */
const pictures = visualRegressionPlugin({
  baseDir: `${root}packages/elements/visual`,
  update: keepsPictures,
  // Of all pixels: less than a letter.
  failureThreshold: 0.01,
  diffOptions: { threshold: 0.1 },
  getBaselineName: ({ name }) => name,
  saveBaseline: keepPicture,
  getDiffName: ({ name }) => `${cache}visual/${name}-difference`,
  getFailedName: ({ name }) => `${cache}visual/${name}`,
});

/** Leaves the counts where the summing line finds them. */
const countReporter = {
  onTestRunFinished({ sessions }) {
    let passed = 0;
    let failed = 0;
    const visit = (suite) => {
      for (const test of suite?.tests ?? []) {
        if (test.skipped) continue;
        if (test.passed) passed += 1;
        else failed += 1;
      }
      for (const inner of suite?.suites ?? []) visit(inner);
    };
    for (const session of sessions) {
      visit(session.testResults);
      if (session.errors.length > 0) failed += 1;
    }
    mkdirSync(cache, { recursive: true });
    writeFileSync(`${cache}browser.json`, JSON.stringify({ passed, failed }));
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
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false }), countReporter],
  filterBrowserLogs: ({ args }) => !args.some((argument) => typeof argument === 'string' && argument.includes('Lit is in dev mode')),
  // What one file's tests left to be remembered is not remembered by the next file's.
  testRunnerHtml: (framework) => `<!doctype html><body><script>localStorage.clear(); window.keepsPictures = ${keepsPictures};</script><script type="module" src="${framework}"></script></body>`,
  testFramework: { config: { timeout: 60_000 } },
  plugins: [sourceOfCompiled, mswWorker, ofTheWindow(pictures), drawing, esbuildPlugin({ ts: true, tsconfig: `${root}.config/tsconfig.base.json`, target: 'es2022' })],
};
