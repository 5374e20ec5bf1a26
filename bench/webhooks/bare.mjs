/** The bare driver in a process of its own, writing the same messages at the same pace: by itself, and behind a server that does nothing else. */
import { createServer } from 'node:http';
import { openStore } from '@live-takeover/gateway';
import { openBareDriver, rowOf } from '../gateway/bare-driver.mjs';
import { conversationIdOf, fill, tenant } from '../gateway/conversations.mjs';
import { answerCalls, givenParameters } from '../gateway/processes.mjs';
import { paced } from './pace.mjs';

const [place, modelPlace] = givenParameters();
const atOnce = 50;
let rows;
let driver;
let last = Promise.resolve();

/** One after the other, as the driver takes them. */
function write(row) {
  last = last.then(() => driver.write([[row]]));
  return last;
}

const server = createServer((incoming, outgoing) => {
  incoming.resume().once('end', async () => {
    await write(rows[Number(incoming.headers['x-row'])]);
    outgoing.writeHead(200).end();
  });
});

answerCalls(
  {
    /** Has the rows made by a store of its own, so that all that is left is to write them. @returns where the server is */
    async prepare({ texts, conversations }) {
      const store = await openStore(place);
      await fill(store, conversations);
      await store.close();
      const model = await openStore(modelPlace);
      await fill(model, conversations);
      rows = new Array(texts.length);
      const append = async (offset) => {
        for (let index = offset; index < texts.length; index += atOnce) {
          const event = { id: `m:SM${index.toString(16).padStart(32, '0')}`, type: 'message-sent', from: 'customer', text: texts[index] };
          const { events, head } = await model.append(tenant, conversationIdOf(index % conversations), [event]);
          rows[index] = rowOf(events, head);
        }
      };
      // Those of one conversation stay in order: a writer meets it again only after it has written there.
      await Promise.all(Array.from({ length: atOnce }, (_, offset) => append(offset)));
      await model.close();
      driver = await openBareDriver(place);
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${server.address().port}`;
    },
    /** @returns how long each append took, ms */
    write: (plan, from) => paced(plan, (index) => write(rows[from + index])),
  },
  async () => {
    server.close().closeAllConnections();
    await driver?.close();
  },
);
