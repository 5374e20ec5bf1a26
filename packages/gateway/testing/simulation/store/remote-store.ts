import type { EventStore } from '../../../src/store/event-store.js';
import { tailOf } from '../../../src/store/tail.js';
import type { StoreLine } from './store-line.js';

/** A node's {@link EventStore} over its connection. Backups are the engine's affair, so there are none. */
export function remoteStore(line: StoreLine): EventStore {
  const { model } = line;
  const ask = <Result>(tenant: string, name: string, run: (store: EventStore) => Promise<Result>): Promise<Result> =>
    line.call({ tenant, name, isWrite: false, run });
  const write = <Result>(tenant: string, name: string, run: (store: EventStore) => Promise<Result>): Promise<Result> =>
    line.call({ tenant, name, isWrite: true, run });
  return {
    partitions: model.partitions,
    isShared: model.isShared,
    append: (tenant, ...rest) => write(tenant, 'append', (store) => store.append(tenant, ...rest)),
    importConversation: (tenant, events) => write(tenant, 'import', (store) => store.importConversation(tenant, events)),
    read: (tenant, ...rest) => ask(tenant, 'read', (store) => store.read(tenant, ...rest)),
    readBackwards: (tenant, ...rest) => ask(tenant, 'read-backwards', (store) => store.readBackwards(tenant, ...rest)),
    head: (tenant, conversationId) => ask(tenant, 'head', (store) => store.head(tenant, conversationId)),
    async heads(query) {
      const answer = await ask('', 'heads', (store) => store.heads(query));
      line.learn(answer.atPositions);
      return answer;
    },
    closedHeads: (tenant, query) => ask(tenant, 'closed-heads', (store) => store.closedHeads(tenant, query)),
    threadConversations: (tenant, thread) => ask(tenant, 'thread', (store) => store.threadConversations(tenant, thread)),
    tail: (partition, afterPosition, signal) => tailOf(line.tailSource(partition), afterPosition, signal),
    claim: (tenant, ...rest) => write(tenant, 'claim', (store) => store.claim(tenant, ...rest)),
    lease: (tenant, ...rest) => write(tenant, 'lease', (store) => store.lease(tenant, ...rest)),
    release: (tenant, ...rest) => write(tenant, 'release', (store) => store.release(tenant, ...rest)),
    leases: (tenant, kind) => ask(tenant, 'leases', (store) => store.leases(tenant, kind)),
    setting: (tenant, key) => ask(tenant, 'setting', (store) => store.setting(tenant, key)),
    settings: (tenant, keyPrefix) => ask(tenant, 'settings', (store) => store.settings(tenant, keyPrefix)),
    putSetting: (tenant, key, value) =>
      line.call({ tenant, name: 'put-setting', isWrite: true, setting: { key, value }, run: (store) => store.putSetting(tenant, key, value) }),
    replaceSetting: (tenant, key, before, value) =>
      line.call({ tenant, name: 'replace-setting', isWrite: true, setting: { key, value }, run: (store) => store.replaceSetting(tenant, key, before, value) }),
    audit: (tenant, entries) => write(tenant, 'audit', (store) => store.audit(tenant, entries)),
    auditLog: (tenant, query) => ask(tenant, 'audit-log', (store) => store.auditLog(tenant, query)),
    contactConversations: (tenant, contactId) => ask(tenant, 'contact', (store) => store.contactConversations(tenant, contactId)),
    erase: (tenant, conversationIds) => write(tenant, 'erase', (store) => store.erase(tenant, conversationIds)),
    prune: (limits) => write('', 'prune', (store) => store.prune(limits)),
    compact: () => write('', 'compact', (store) => store.compact()),
    now: () => line.now(),
    announce: (text) => line.announce(text),
    onAnnouncement: (listener) => line.onAnnouncement(listener),
    incarnation: () => ask('', 'incarnation', async () => model.incarnation),
    close: async () => line.close(),
  };
}
