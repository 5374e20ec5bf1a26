export { websocketConnector } from './connector/websocket.js';
export type { Token, WebsocketConnectorOptions } from './connector/websocket.js';
export type { Page } from './connector/page.js';
export type { SocketConstructor, SocketLike } from './connector/socket-session.js';
export { closeCodes } from './wire/close-codes.js';
export { subprotocol } from './wire/frames.js';
