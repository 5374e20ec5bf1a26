import type { Attachments } from './attachments.js';
import type { KeptRemoteFiles } from './kept-remote-files.js';

/** Attachments to which remote files belong: known as files of their conversations, and erased, started and stopped with them. */
export function withRemoteFiles(own: Attachments, remote: Pick<KeptRemoteFiles, 'isOf' | 'remove' | 'start' | 'stop'>): Attachments {
  const erase: Attachments['erase'] = async (tenant, conversationIds) => {
    for (const conversationId of conversationIds) await remote.remove(tenant, conversationId);
    await own.erase(tenant, conversationIds);
  };
  return {
    isOn: own.isOn,
    get limits() {
      return own.limits;
    },
    get offer() {
      return own.offer;
    },
    receive: (upload, bytes) => own.receive(upload, bytes),
    ofCommand: (tenant, conversationId, given) => own.ofCommand(tenant, conversationId, given),
    isOf: (tenant, conversationId, attachment) => own.isOf(tenant, conversationId, attachment) || remote.isOf(tenant, attachment),
    find: (id) => own.find(id),
    discard: (attachments) => own.discard(attachments),
    linkTo: (tenant, conversationId, attachment) => own.linkTo(tenant, conversationId, attachment),
    erase,
    remove: (tenant, conversationId) => erase(tenant, [conversationId]),
    async start() {
      remote.start();
      await own.start();
    },
    stop() {
      remote.stop();
      own.stop();
    },
  };
}
