/** The peer of the gateway's hub: `ws` and nothing else. Each frame is made once, and its bytes are written to every socket. */
import { setTimeout as pause } from 'node:timers/promises';
import { answerCalls } from './processes.mjs';
import { Sender, WebSocketServer } from './shipped.mjs';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
const text = { opcode: 1, fin: true, mask: false, readOnly: true, rsv1: false };

answerCalls({
  async start() {
    if (server.address() === null) await new Promise((resolve) => server.once('listening', resolve));
    return `ws://127.0.0.1:${server.address().port}`;
  },
  /**
   * @param {{ at: number, text: string }[]} frames - sent at the same distances in time as they came
   * @returns processor seconds of this process meanwhile
   */
  async broadcast(frames) {
    const bytes = frames.map((frame) => Buffer.concat(Sender.frame(Buffer.from(frame.text), text)));
    const before = process.cpuUsage();
    const startedAt = performance.now() - frames[0].at;
    for (const [index, { at }] of frames.entries()) {
      const waitMs = startedAt + at - performance.now();
      if (waitMs > 0) await pause(waitMs);
      for (const { _socket: socket } of server.clients) socket.write(bytes[index]);
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  },
});
