/** Parts of the gateway that are no part of its package's interface, compiled or from the sources, whichever runs. */
import { createRequire } from 'node:module';

const testing = import.meta.resolve('@live-takeover/gateway/testing');

/** @param {string} path - from the gateway's folder `testing`, without its ending */
export function shipped(path) {
  return import(new URL(`${path}${testing.slice(-3)}`, testing));
}

/** The version that the gateway works with, for clients and peers alike. */
export const { Sender, WebSocket, WebSocketServer } = createRequire(testing)('ws');
