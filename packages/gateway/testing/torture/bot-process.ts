/**
 * A bot in a process of its own: answers each message after a while, as Rasa's
 * REST channel does. Says its URL in one line, and ends with its standard input.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seededRandom } from '../../src/import/seeded-random.js';
import { answerOf } from './torture-bot.js';

const random = seededRandom(process.argv[2] ?? '');
const longestThoughtMs = 300;

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (piece: Buffer) => (body += piece.toString('utf8')));
  request.on('end', () => {
    const { message } = JSON.parse(body) as { readonly message: string };
    // Long enough for a takeover to come between question and answer.
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([answerOf(message)])), random() * longestThoughtMs);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`));
process.stdin.resume().on('end', () => process.exit());
