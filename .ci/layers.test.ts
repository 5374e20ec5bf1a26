import { cruise } from 'dependency-cruiser';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { mayImport, openers } from './layers.mjs';

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
  const within = [place, ...allowed].map((path) => `${path}/`);
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

test('the SDK depends on no package', () => {
  const wrong = edges.filter(({ from, to }) => from.startsWith('packages/sdk/') && !to.startsWith('packages/sdk/'));
  expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
});

test('nothing imports in a circle', () => {
  const circular = output.modules.flatMap((module) => module.dependencies.filter(({ circular }) => circular).map(({ resolved }) => `${module.source} → ${resolved}`));
  expect(circular.filter((edge) => !edges.some(({ from, to, isType }) => isType && `${from} → ${to}` === edge))).toEqual([]);
});
