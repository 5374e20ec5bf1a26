/** The bare driver in a process of its own, writing the same messages at the same pace. */
import { openStore } from '@live-takeover/gateway';
import { openBareDriver, rowOf } from '../gateway/bare-driver.mjs';
import { conversationIdOf, fill, tenant } from '../gateway/conversations.mjs';
import { answerCalls, givenParameters } from '../gateway/processes.mjs';
import { paced } from './pace.mjs';

const [place, modelPlace] = givenParameters();
const atOnce = 50;
let rows;
let driver;

answerCalls(
  {
    /** Has the rows made by a store of its own, so that all that is left is to write them. */
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
    },
    /** @returns how long each append took, ms */
    write: (plan, from) => paced(plan, (index) => driver.write([[rows[from + index]]])),
  },
  () => driver?.close(),
);
