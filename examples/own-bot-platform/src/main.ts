import { createPlatform } from './server.js';

const { GATEWAY_URL = 'http://127.0.0.1:8787', BOT_ID = 'shop', PLATFORM_SECRET = '', PORT = '3980' } = process.env;
if (PLATFORM_SECRET === '') throw new Error('PLATFORM_SECRET is not set. Set it to what the gateway has as LIVE_TAKEOVER_SECRET_PLATFORM.');
const server = createPlatform({ gatewayUrl: GATEWAY_URL, botId: BOT_ID, secret: PLATFORM_SECRET });
server.listen(Number(PORT), '127.0.0.1', () => console.log(`The widget is at http://127.0.0.1:${PORT}`));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());
