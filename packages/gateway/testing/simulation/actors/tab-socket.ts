import type { SocketConstructor, SocketLike } from '@live-takeover/sdk/websocket';
import type { Connection } from '../world/network.js';
import { createConnection } from '../world/network.js';
import type { Places } from '../world/places.js';
import type { Process } from '../world/schedule.js';
import type { World } from '../world/world.js';
import type { SimulatedNode } from './node.js';

/** What those hear who listen in on a tab's sockets. */
export interface SocketTap {
  /** A socket was opened to a node. */
  onOpen(connection: Connection, node: SimulatedNode): void;
  /** A frame arrived at the tab. */
  onFrame(text: string): void;
  /** The tab learned that its socket is gone. */
  onClose(): void;
  /** A frame of the tab arrived at a node; undefined for the end of its socket, if that was meant. */
  onHeard(node: SimulatedNode, text: string | undefined): void;
}

/** What a tab uses in place of the browser's `WebSocket`: it reaches the node that the balancer picks. */
export function socketConstructor(world: World, places: Places, process: Process, party: string, tap: SocketTap): SocketConstructor {
  const { schedule, chance } = world;
  return class SimulatedSocket implements SocketLike {
    readyState = 0;
    onopen: SocketLike['onopen'] = null;
    onmessage: SocketLike['onmessage'] = null;
    onclose: SocketLike['onclose'] = null;
    onerror: SocketLike['onerror'] = null;
    readonly #connection: Connection | undefined;

    constructor() {
      const node = places.balance();
      if (node?.process === undefined) {
        schedule.after(chance.between(1, 50), process, () => this.#end(1006));
        return;
      }
      const connection = createConnection(world, process, node.process, places.linkTo(node, party));
      this.#connection = connection;
      connection.client.onOpen = () => {
        if (this.readyState !== 0) return;
        this.readyState = 1;
        tap.onOpen(connection, node);
        this.onopen?.({});
      };
      connection.client.onMessage = (data) => {
        if (this.readyState !== 1) return;
        tap.onFrame(data);
        this.onmessage?.({ data });
      };
      connection.client.onClose = (code) => this.#end(code);
      schedule.after(chance.between(1, 30), node.process, () => this.#accept(connection, node));
    }

    send(text: string): void {
      if (this.readyState === 1) this.#connection?.client.send(text);
    }

    close(code = 1000): void {
      if (this.readyState >= 2) return;
      this.readyState = 3;
      this.#connection?.client.close(code);
      tap.onClose();
    }

    #accept(connection: Connection, node: SimulatedNode): void {
      if (connection.isOver || connection.link.isBlocked) return;
      if (!node.acceptAgent(connection)) return connection.cut({ client: true, server: false });
      const { onMessage, onClose } = connection.server;
      connection.server.onMessage = (text) => {
        tap.onHeard(node, text);
        onMessage(text);
      };
      connection.server.onClose = (code) => {
        if (code === 1000 || code === 1001) tap.onHeard(node, undefined);
        onClose(code);
      };
    }

    #end(code: number): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      tap.onClose();
      this.onclose?.({ code });
    }
  };
}
