/** Reads all head rows with the bare driver, in a process of its own as a gateway that starts has one. */
import { openBareDriver } from './bare-driver.mjs';
import { answerCalls, givenParameters } from './processes.mjs';

const [place] = givenParameters();

answerCalls({
  async read() {
    const startedAt = performance.now();
    const bare = await openBareDriver(place);
    const heads = await bare.heads();
    const readMs = performance.now() - startedAt;
    for (const { head } of heads) JSON.parse(head);
    const parsedMs = performance.now() - startedAt;
    await bare.close();
    return { count: heads.length, readMs, parsedMs };
  },
});
