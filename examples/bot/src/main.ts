import { startBot } from './bot.js';

const bot = await startBot(Number(process.env['PORT'] ?? 3978));
console.log(`The bot listens at ${bot.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void bot.close());
