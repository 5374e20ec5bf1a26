import { cruise } from 'dependency-cruiser';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mayImport, openers, touchesTheMachine } from './layers.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const { output } = await cruise(['packages'], {
  baseDir: root,
  exclude: { path: ['\\.test\\.ts$', '\\.test-support\\.ts$', '/dist/'] },
  doNotFollow: { path: ['node_modules'] },
  tsPreCompilationDeps: true,
  tsConfig: { fileName: `${root}.config/tsconfig.base.json` },
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['live-takeover-source', 'import', 'types', 'default'] },
});
if (typeof output === 'string') throw new TypeError('The cruise answered in text.');
const edges = output.modules.flatMap((module) =>
  module.dependencies.map((dependency) => ({ from: module.source, to: dependency.resolved, isType: dependency.typeOnly === true })),
);

test('the source is found, so that the rules below have something to judge', () => {
  expect(edges.length).toBeGreaterThan(100);
});

test.each(Object.entries(mayImport))('%s imports only what is below it', (place, allowed) => {
  const within = [place, ...allowed].map((path) => (path.endsWith('.ts') ? path : `${path}/`));
  const wrong = edges.filter(({ from, to }) => from.startsWith(`${place}/`) && !within.some((path) => to.startsWith(path)));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test.each(Object.entries(openers))('nothing reaches into %s but its openers', (place, allowed) => {
  const wrong = edges.filter(({ from, to }) => to.startsWith(`${place}/`) && !from.startsWith(`${place}/`) && !allowed.some((opener) => from.startsWith(opener)));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('no shipped source imports a testing folder', () => {
  const wrong = edges.filter(({ from, to }) => /^packages\/[^/]+\/src\//.test(from) && !from.startsWith('packages/testing/') && /^packages\/(testing\/|gateway\/testing\/)/.test(to));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('the gateway knows the SDK by its core only', () => {
  const wrong = edges.filter(({ from, to }) => from.startsWith('packages/gateway/src/') && to.startsWith('packages/sdk/') && to !== 'packages/sdk/src/core.ts');
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('the logic of the gateway touches no socket, file, thread or timer of the machine', () => {
  const machine = /^(node:)?(net|http|http2|https|tls|dgram|fs|fs\/promises|timers|timers\/promises|worker_threads|child_process)$|node_modules\/ws\//;
  const wrong = edges.filter(({ from, to, isType }) => from.startsWith('packages/gateway/src/') && !isType && machine.test(to) && !touchesTheMachine.some((place) => from.startsWith(place)));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  expect(edges.some(({ from, to }) => from === 'packages/gateway/src/server.ts' && machine.test(to))).toBe(true);
});

test('the SDK depends on no package', () => {
  const wrong = edges.filter(({ from, to }) => from.startsWith('packages/sdk/') && !to.startsWith('packages/sdk/'));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('nothing imports in a circle', () => {
  const circular = output.modules.flatMap((module) => module.dependencies.filter(({ circular }) => circular).map(({ resolved }) => `${module.source} → ${resolved}`));
  expect(circular.filter((edge) => !edges.some(({ from, to, isType }) => isType && `${from} → ${to}` === edge))).toEqual([]);
});
