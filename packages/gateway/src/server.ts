/** A gateway on this machine's network: the only file beside the store and the command that touches Node's sockets and timers. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { subprotocol } from '@live-takeover/sdk/core';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Socket } from './agents/socket.js';
import { configuredAttachments } from './attachments/directory/configured-attachments.js';
import type { GatewayConfig } from './config/config.js';
import type { RotatedSecret, Secrets } from './config/secrets.js';
import type { GatewayOptions } from './gateway-options.js';
import type { Gateway } from './gateway.js';
import { createGateway } from './gateway.js';
import { sendRequest } from './http/send-request.js';
import type { PublicRequestOptions } from './http/public-request.js';
import { createPublicRequest } from './http/public-request.js';
import { pause } from './pause.js';
import type { Runtime } from './runtime.js';
import type { EventStore } from './store/event-store.js';
import { createFrameMaker } from './text-frame.js';

/** What a server is made from. */
export interface ServerOptions extends Pick<GatewayOptions, 'channels' | 'mapReplies' | 'demo' | 'attachments'> {
  readonly config: GatewayConfig;
  /** What is missing is made and kept in the store; {@link loadConfig} sees to it that only the demo gets that far. */
  readonly secrets: Partial<Secrets>;
  /** Open; closed by {@link RunningServer.stop}. */
  readonly store: EventStore;
  readonly runtime: Runtime;
}

/** A gateway that listens. */
export interface RunningServer {
  /** Where it is reached on this machine, without a slash at the end. */
  readonly url: string;
  readonly gateway: Gateway;
  /** Puts another configuration in force, as {@link Gateway.reload} does; sockets stay open. */
  reload(next: Pick<ServerOptions, 'config' | 'secrets'>): Promise<void>;
  /**
   * Sends clients elsewhere, finishes what was accepted and closes the store. Resolves within nine seconds, whatever
   * clients, bots and the store do: what is not finished by then was not acknowledged, and is done again elsewhere.
   */
  stop(): Promise<void>;
}

/** The machine's clock, timers, chance and network. @param publicRequests - for who runs simulators of providers here */
export function createNodeRuntime(log: Runtime['log'], publicRequests: PublicRequestOptions = {}): Runtime {
  return {
    now: Date.now,
    schedule(delayMs, callback) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    random: Math.random,
    newId: () => randomBytes(16).toString('base64url'),
    request: sendRequest,
    requestPublic: createPublicRequest(publicRequests),
    log,
  };
}

/**
 * Starts a gateway and listens.
 *
 * @throws what the system says when the address is in use or not ours; the store is closed then
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, store, runtime } = options;
  // What was pending at a crash is taken up before we listen: bots are called once they can call back.
  let announce = (_url: string): void => {};
  const reachable = new Promise<string>((resolve) => (announce = resolve));
  let gateway: Gateway | undefined;
  try {
    const secrets = await completeSecrets(options);
    const attachments = options.attachments ?? (await configuredAttachments(config, store));
    const started = createGateway({ ...options, secrets, attachments, publicUrl: () => reachable });
    gateway = started;
    const server = createServer(
      getRequestListener((request, env) => started.fetch(request, { remoteAddress: env.incoming.socket.remoteAddress }), {
        overrideGlobalObjects: false,
      }),
    );
    const sockets = createSocketServer(server, started, runtime, largestPayload(config));
    await started.start();
    const url = await listen(server, config.listen);
    announce(url);
    runtime.log('info', 'listening', { url });
    return {
      url,
      gateway: started,
      async reload(next) {
        started.reload(next.config, await completeSecrets({ ...options, ...next }));
        sockets.options.maxPayload = largestPayload(next.config);
      },
      stop: once(() => stop({ server, sockets, gateway: started, store, runtime })),
    };
  } catch (error) {
    await gateway?.stop();
    await store.close();
    throw error;
  }
}

async function completeSecrets({ secrets, store, demo }: ServerOptions): Promise<Secrets> {
  const kept = async (name: string): Promise<RotatedSecret> => {
    const known = await store.setting('gateway', `demo-secret:${name}`);
    const current = known ?? randomBytes(32).toString('base64url');
    if (known === undefined) await store.putSetting('gateway', `demo-secret:${name}`, current);
    return { current };
  };
  const signing = secrets.signing ?? (await kept('signing'));
  if (demo === undefined || secrets.agent !== undefined) return { ...secrets, signing };
  return { ...secrets, signing, agent: await kept('agent') };
}

function listen(server: Server, { host, port }: GatewayConfig['listen']): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address() as AddressInfo;
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      resolve(`http://${name === '0.0.0.0' || name === '[::]' ? '127.0.0.1' : name}:${address.port}`);
    });
  });
}

/** The session refuses what is over the limit and says so; this is for what is far over it. */
function largestPayload({ limits }: GatewayConfig): number {
  return 4 * limits.frameBytes;
}

function createSocketServer(server: Server, gateway: Gateway, runtime: Runtime, maxPayload: number): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    handleProtocols: (offered) => offered.has(subprotocol) && subprotocol,
    perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 4096, concurrencyLimit: 2 },
  });
  const frameOf = createFrameMaker();
  server.on('upgrade', (incoming: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Until the socket is ours, a caller that hangs up must not end the process.
    const onError = (): void => void stream.destroy();
    stream.on('error', onError);
    accept(gateway, incoming)
      .then((accepted) => {
        stream.off('error', onError);
        if (accepted instanceof Response) return refuse(stream, accepted);
        return sockets.handleUpgrade(incoming, stream, head, (socket) => {
          endWhenDead(socket, runtime);
          accepted(socketOf(socket, stream, frameOf, runtime));
        });
      })
      .catch((error: unknown) => {
        runtime.log('warn', 'upgrade-failed', { name: error instanceof Error ? error.name : 'unknown' });
        stream.destroy();
      });
  });
  return sockets;
}

async function accept(gateway: Gateway, { headers, url = '/' }: IncomingMessage): Promise<Response | ((socket: Socket) => void)> {
  const copied = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) copied.set(name, Array.isArray(value) ? value.join(', ') : value);
  const address = `http://${headers.host ?? 'localhost'}${url}`;
  return URL.canParse(address) ? gateway.acceptSocket(new Request(address, { headers: copied })) : new Response(null, { status: 400 });
}

async function refuse(stream: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const head = [`HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? 'Refused'}`, 'Connection: close', `Content-Length: ${body.length}`];
  for (const [name, value] of response.headers) head.push(`${name}: ${value}`);
  stream.on('error', () => void stream.destroy());
  stream.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}

const beatMs = 20_000;

/** Ends a socket whose other end no longer answers: a machine that sleeps or lost its network says no goodbye. */
function endWhenDead(socket: WebSocket, runtime: Runtime): void {
  let isAnswered = true;
  let cancel = (): void => {};
  const beat = (): void => {
    if (!isAnswered) return socket.terminate();
    isAnswered = false;
    socket.ping();
    cancel = runtime.schedule(beatMs, beat);
  };
  socket.on('pong', () => (isAnswered = true));
  socket.on('close', () => cancel());
  cancel = runtime.schedule(beatMs, beat);
}

/** RFC 6455 §7.4.1: data of a kind that is not accepted. */
const unsupportedDataCode = 1003;

/** @param stream - what the socket speaks over; nothing but whole frames goes there */
function socketOf(socket: WebSocket, stream: Duplex, frameOf: (text: string) => Buffer, runtime: Runtime): Socket {
  // Frames are compressed aside; until they are gone, whatever follows has to queue behind them.
  let compressing = 0;
  let onMessage = (_text: string): void => {};
  let onClose = (_code: number): void => {};
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) return onMessage(data.toString('utf8'));
    runtime.log('info', 'socket-closed', { reason: 'binary frame' });
    socket.close(unsupportedDataCode, 'text frames only');
  });
  socket.on('close', (code: number) => onClose(code));
  // A close event follows, and that is all that anyone acts upon. Worth a line: what is no frame, not UTF-8 or far too large.
  socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
    if (code.startsWith('WS_ERR_')) runtime.log('info', 'socket-closed', { reason: code });
  });
  return {
    send(text, isCompressible = false) {
      if (!isCompressible && compressing === 0 && socket.readyState === socket.OPEN) return void stream.write(frameOf(text));
      compressing += 1;
      socket.send(text, { compress: isCompressible }, () => (compressing -= 1));
    },
    close: (code, reason) => socket.close(code, reason),
    get bufferedAmount() {
      return compressing === 0 ? stream.writableLength : socket.bufferedAmount;
    },
    onMessage(listener) {
      onMessage = listener;
    },
    onClose(listener) {
      onClose = listener;
    },
  };
}

interface Running {
  readonly server: Server;
  readonly sockets: WebSocketServer;
  readonly gateway: Gateway;
  readonly store: EventStore;
  readonly runtime: Runtime;
}

/** How long an other end may take to let go. */
const lingerMs = 1_500;
/** Whoever runs the process kills it after ten seconds. */
const stopLimitMs = 9_000;

async function stop(running: Running): Promise<void> {
  const given = new AbortController();
  const isLate = pause(running.runtime, stopLimitMs, given.signal).then(() => !given.signal.aborted);
  const isDone = stopInOrder(running).then(() => false);
  try {
    if (!(await Promise.race([isDone, isLate]))) return;
    running.runtime.log('warn', 'stopped-unfinished', { afterMs: stopLimitMs });
    cutOff(running);
    // Whatever it comes to now, nobody waits for it any more.
    isDone.catch(() => {});
  } finally {
    given.abort();
  }
}

async function stopInOrder(running: Running): Promise<void> {
  const { server, gateway, store } = running;
  await gateway.drain();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const linger = setTimeout(() => cutOff(running), lingerMs);
  await gateway.stop();
  server.closeIdleConnections();
  await closed;
  clearTimeout(linger);
  await store.close();
}

function cutOff({ server, sockets }: Running): void {
  for (const socket of sockets.clients) socket.terminate();
  server.closeAllConnections();
}

function once(action: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= action());
}
