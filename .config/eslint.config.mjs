import js from '@eslint/js';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import typescript from 'typescript-eslint';

const restrictedInPureStages = [
  { name: 'Date', message: 'Time comes in as `now`.' },
  { name: 'setTimeout', message: 'Timers belong to the clock that is handed in.' },
  { name: 'setInterval', message: 'Timers belong to the clock that is handed in.' },
  { name: 'fetch', message: 'The network is handed in.' },
  { name: 'document', message: 'The SDK has no DOM.' },
  { name: 'window', message: 'The SDK has no DOM.' },
  { name: 'localStorage', message: 'The SDK has no DOM.' },
];

export default typescript.config(
  { ignores: ['**/dist/**', '**/node_modules/**', 'coverage/**'] },
  js.configs.recommended,
  ...typescript.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mjs', 'packages/*/bin/*.js'],
    languageOptions: { globals: globalsFor('node') },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'off',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: 'Re-export by name.' }],
    },
  },
  {
    files: ['packages/*/{src,testing}/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.test-support.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: ['packages/sdk/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-globals': ['error', ...restrictedInPureStages] },
  },
  {
    files: ['packages/elements/src/**/*.ts'],
    ...lit.configs['flat/recommended'],
  },
  {
    files: ['packages/elements/src/**/*.ts'],
    ...wc.configs['flat/recommended'],
    rules: { ...wc.configs['flat/recommended'].rules, 'wc/guard-super-call': 'off' },
  },
  {
    files: ['packages/elements/src/**/*.ts'],
    plugins: { 'lit-a11y': litA11y },
    rules: litA11y.configs.recommended.rules,
  },
  {
    files: ['bench/**/*.mjs'],
    languageOptions: { globals: { window: 'readonly', gc: 'readonly' } },
  },
  {
    files: ['examples/demo/pages/**/*.js'],
    languageOptions: { globals: globalsFor('browser') },
  },
);

/** The names a file may use without importing them. */
function globalsFor(place) {
  const common = ['console', 'URL', 'URLSearchParams', 'fetch', 'AbortController', 'setTimeout', 'clearTimeout', 'TextEncoder', 'TextDecoder', 'performance', 'structuredClone', 'queueMicrotask'];
  const own = place === 'node' ? ['process', 'Buffer', 'setImmediate', 'setInterval', 'clearInterval'] : ['window', 'document', 'location'];
  return Object.fromEntries([...common, ...own].map((name) => [name, 'readonly']));
}
