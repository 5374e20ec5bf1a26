export { createMswGateway } from './msw-gateway.js';
export type { MswGateway, MswGatewayOptions } from './msw-gateway.js';
