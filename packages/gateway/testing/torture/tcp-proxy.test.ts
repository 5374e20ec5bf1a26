import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TcpProxy } from './tcp-proxy.js';
import { startTcpProxy } from './tcp-proxy.js';

/** Says back what it hears, its own letter first. */
interface EchoServer {
  readonly url: string;
  readonly sockets: readonly Socket[];
  stop(): Promise<void>;
}

const servers: EchoServer[] = [];
const clients: Socket[] = [];
let proxy: TcpProxy;

beforeEach(async () => {
  servers.push(await startEchoServer('a'), await startEchoServer('b'));
  proxy = await startTcpProxy(servers.map(({ url }) => url));
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  for (const server of servers.splice(0)) await server.stop();
});

test('connections go to the servers in turn, and past one that does not listen', async () => {
  const answers = [await answerTo(await dial()), await answerTo(await dial())];
  expect(answers.sort()).toEqual(['a: hello', 'b: hello']);
  await servers[0]?.stop();
  expect([await answerTo(await dial()), await answerTo(await dial())]).toEqual(['b: hello', 'b: hello']);
});

test('a cut resets both ends', async () => {
  const client = await dial();
  await answerTo(client);
  const isOver = [closed(client), closed(servers.flatMap(({ sockets }) => sockets)[0] as Socket)];
  proxy.connections[0]?.cut();
  await Promise.all(isOver);
  expect(proxy.connections).toEqual([]);
});

test('a delay holds each byte so long, and order stays', async () => {
  const client = await dial();
  await answerTo(client);
  proxy.connections[0]?.delay(60);
  const before = performance.now();
  const answer = heard(client, (text) => text.endsWith('two'));
  client.write('one');
  client.write('two');
  expect(await answer).toMatch(/one.*two$/s);
  expect(performance.now() - before).toBeGreaterThanOrEqual(119);
});

test('a throttle lets no more bytes pass in a second', async () => {
  const client = await dial();
  await answerTo(client);
  proxy.connections[0]?.throttle(100_000);
  const before = performance.now();
  let count = 0;
  const arrived = new Promise<void>((resolve) => client.on('data', (data) => (count += data.length) >= 200_000 && resolve()));
  client.write(Buffer.alloc(200_000));
  await arrived;
  expect(performance.now() - before).toBeGreaterThan(1_000);
});

test('on a half-open connection nothing passes, not even that the client has gone, until it is healed', async () => {
  const client = await dial();
  await answerTo(client);
  const server = servers.flatMap(({ sockets }) => sockets)[0] as Socket;
  const [connection] = proxy.connections;
  connection?.stall('up');
  client.write('lost for now');
  client.end();
  const other = await dial();
  await answerTo(other);
  expect(server.bytesRead).toBe('hello'.length);
  expect(server.readableEnded).toBe(false);
  const ended = new Promise((resolve) => server.once('end', resolve));
  connection?.heal();
  await ended;
  expect(server.bytesRead).toBe('hellolost for now'.length);
});

test('new connections may be refused, or held until they may pass', async () => {
  proxy.welcome('refused');
  // The reset may come before the caller knows of the connection, or after.
  await dial().then(closed, () => undefined);
  proxy.welcome('held');
  const client = await dial();
  const answer = heard(client, (text) => text.includes('patience'));
  client.write('patience');
  expect(proxy.connections).toEqual([]);
  proxy.welcome('joined');
  expect(await answer).toMatch(/patience$/);
});

test('closing lets go of the port and of everybody', async () => {
  const client = await dial();
  await answerTo(client);
  const over = closed(client);
  await proxy.close();
  await over;
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  proxy = await startTcpProxy([]);
});

async function dial(): Promise<Socket> {
  const client = connect({ port: Number(new URL(proxy.url).port), host: '127.0.0.1' });
  clients.push(client);
  await new Promise((resolve, reject) => client.once('connect', resolve).once('error', reject));
  client.on('error', () => {});
  return client;
}

function answerTo(client: Socket): Promise<string> {
  const answer = heard(client, (text) => text.endsWith('hello'));
  client.write('hello');
  return answer;
}

function heard(client: Socket, fits: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    client.on('data', (data) => {
      text += data.toString();
      if (fits(text)) resolve(text);
    });
  });
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => (socket.destroyed ? resolve() : socket.once('close', () => resolve())));
}

async function startEchoServer(letter: string): Promise<EchoServer> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    let isGreeted = false;
    socket.on('error', () => {});
    socket.on('data', (data) => {
      socket.write(isGreeted ? data : `${letter}: ${data.toString()}`);
      isGreeted = true;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
