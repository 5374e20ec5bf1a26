/**
 * Who may import whom: from each place, only what is listed (and itself). The
 * layering test judges the source by this, and docs/architecture.md shows it.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const mayImport = {
  'packages/sdk/src/base': [],
  'packages/sdk/src/conversation': [],
  'packages/sdk/src/desk': ['packages/sdk/src/base', 'packages/sdk/src/conversation'],
  'packages/sdk/src/history': ['packages/sdk/src/base', 'packages/sdk/src/conversation'],
  'packages/sdk/src/command': ['packages/sdk/src/base', 'packages/sdk/src/conversation', 'packages/sdk/src/desk'],
  'packages/sdk/src/presence': ['packages/sdk/src/base', 'packages/sdk/src/conversation', 'packages/sdk/src/desk'],
  'packages/sdk/src/wire': ['packages/sdk/src/base', 'packages/sdk/src/conversation', 'packages/sdk/src/desk', 'packages/sdk/src/history', 'packages/sdk/src/command', 'packages/sdk/src/presence'],
  'packages/sdk/src/view': ['packages/sdk/src/base', 'packages/sdk/src/conversation', 'packages/sdk/src/command'],
  'packages/sdk/src/connector': ['packages/sdk/src/base', 'packages/sdk/src/conversation', 'packages/sdk/src/desk', 'packages/sdk/src/history', 'packages/sdk/src/command', 'packages/sdk/src/presence', 'packages/sdk/src/wire'],
  'packages/sdk/src/client': ['packages/sdk/src/base', 'packages/sdk/src/conversation', 'packages/sdk/src/desk', 'packages/sdk/src/history', 'packages/sdk/src/command', 'packages/sdk/src/presence', 'packages/sdk/src/view', 'packages/sdk/src/connector', 'packages/sdk/src/takeover-client.ts'],
  'packages/elements/src': ['packages/sdk/src', 'node_modules/lit', 'node_modules/@lit', 'node_modules/lit-html', 'node_modules/lit-element'],
  'packages/react/src': ['packages/elements/src', 'packages/sdk/src', 'node_modules/@lit/react', 'node_modules/react', 'node_modules/@types/react'],
  'packages/testing/src': ['packages/sdk/src', 'node_modules/msw', 'node_modules/@mswjs'],
};

/**
 * Node's sockets, files, threads and timers, and `ws`: only these files of the gateway may touch them. Everything else gets a `Runtime`.
 *
 * @type {readonly string[]}
 */
export const touchesTheMachine = ['packages/gateway/src/server.ts', 'packages/gateway/src/cli.ts', 'packages/gateway/src/commands', 'packages/gateway/src/store/sqlite', 'packages/gateway/src/store/postgres', 'packages/gateway/src/store/open-store.ts', 'packages/gateway/src/attachments/directory', 'packages/gateway/src/http/public-request.ts', 'packages/gateway/src/import', 'packages/gateway/src/config/write-schema.ts'];

/** Folders that only their openers may reach into. @type {Readonly<Record<string, readonly string[]>>} */
export const openers = {
  'packages/gateway/src/attachments/directory': ['packages/gateway/src/index.ts', 'packages/gateway/src/commands', 'packages/gateway/src/server.ts', 'packages/gateway/testing'],
  'packages/gateway/src/store/postgres': ['packages/gateway/src/index.ts', 'packages/gateway/src/store/open-store.ts', 'packages/gateway/testing'],
  'packages/gateway/src/store/sqlite': ['packages/gateway/src/store/open-store.ts', 'packages/gateway/src/index.ts', 'packages/gateway/src/commands', 'packages/gateway/src/server.ts', 'packages/gateway/testing'],
};
