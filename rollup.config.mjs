/**
 * One file for a script tag: every element, the SDK, Lit and one catalogue. And one
 * for each other language, which offers its words to the first.
 * Everything else is published as the compiler leaves it, module by module.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { smallerTemplates, stylesTogether } from './.ci/smaller-bundle.mjs';

/**
 * Gives the bundled Lit a Trusted Types policy of our own name, so that a page
 * can allow us and its own Lit separately.
 */
const ownTrustedTypesPolicy = {
  name: 'own-trusted-types-policy',
  transform(code, id) {
    if (!/[\\/]lit-html[\\/]lit-html\.js$/.test(id)) return null;
    const renamed = code.replace(/createPolicy\((["'])lit-html\1/, 'createPolicy("live-takeover"');
    if (renamed === code) this.error('Lit no longer names its Trusted Types policy where this build expects it.');
    return { code: renamed, map: null };
  },
};

const dist = fileURLToPath(new URL('packages/elements/dist/', import.meta.url));
const styles = readdirSync(dist, { recursive: true })
  .filter((name) => name.endsWith('-styles.js'))
  .sort()
  .map((name) => dist + name);

const languages = { ar: 'arabic', de: 'german', es: 'spanish', fr: 'french', he: 'hebrew' };

/** The module of a script tag that brings one language. */
const offeredLanguage = (name) => ({
  name: 'offered-language',
  resolveId: (id) => (id === `language:${name}` ? id : null),
  load: (id) =>
    id === `language:${name}`
      ? `import { ${name} } from ${JSON.stringify(`${dist}language/${name}.js`)};
         import { offerCatalogue } from ${JSON.stringify(`${dist}language/offer-catalogue.js`)};
         offerCatalogue(${name});`
      : null,
});

const elements = {
  input: `${dist}define.js`,
  output: { file: 'packages/elements/dist/live-takeover.js', format: 'iife', sourcemap: true },
  plugins: [
    nodeResolve({ exportConditions: ['production', 'browser'] }),
    ownTrustedTypesPolicy,
    stylesTogether(`${dist}define.js`, styles),
    smallerTemplates(),
    terser({ format: { comments: false }, compress: { passes: 2 } }),
  ],
};

const scriptOf = ([tag, name]) => ({
  input: `language:${name}`,
  output: { file: `packages/elements/dist/live-takeover.${tag}.js`, format: 'iife' },
  plugins: [offeredLanguage(name), terser({ format: { comments: false } })],
});

export default [elements, ...Object.entries(languages).map(scriptOf)];
