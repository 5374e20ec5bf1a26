/**
 * The elements as they were when somebody last looked at them. To keep what they look like now:
 * `npm run pictures`, then look at each picture that changed.
 */
import { expect } from '@open-wc/testing';
import { executeServerCommand, setViewport } from '@web/test-runner-commands';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { comparePicture } from './pictures.test-support.js';
import { settle, strike, type Staging, type State } from './stage.test-support.js';

/** How high a page is that needs no more. */
const usualHeight = 720;

/** Shows the page on paper or in forced colours; as usual without either. What moves has always arrived. */
export async function drawAs(how: { readonly media?: 'print'; readonly forcedColors?: 'active' } = {}): Promise<void> {
  await executeServerCommand('draw-as', how);
}

/** Compares a state with the picture kept of it, in a page as wide as said and as high as it needs. */
export async function expectPicture(state: State, look: string, width: number, staging: Staging): Promise<void> {
  const draw = async (): Promise<void> => {
    strike();
    await setViewport({ width, height: usualHeight });
    await state.show(staging);
    // A table puts all of its rows on paper when it is about to be printed.
    if (matchMedia('print').matches) dispatchEvent(new Event('beforeprint'));
    await settle();
    const { scrollHeight } = document.documentElement;
    if (scrollHeight > usualHeight) await setViewport({ width, height: scrollHeight });
    await settle();
  };
  await draw();
  await comparePicture(`${state.name.replaceAll(/[^a-z]+/giu, '-')}-in-${look}`, draw);
  expect(document.documentElement.scrollWidth, 'what the page is wide').to.be.at.most(width);
}

/** As wide as each element usually is. */
export const usualWidth = ({ name }: State): number => (name.startsWith('the table') ? 1024 : 480);

/** Holds everything still that would not be twice the same, for the tests of a `describe`. */
export function holdStill(): void {
  const { now } = Date;
  before(async () => {
    Date.now = () => fakeNow;
    Object.assign(document.documentElement.style, { caretColor: 'transparent', caretAnimation: 'manual', minBlockSize: '100vh' });
    document.body.style.margin = '0';
    await drawAs();
  });
  afterEach(strike);
  after(async () => {
    Date.now = now;
    document.documentElement.removeAttribute('style');
    document.body.removeAttribute('style');
    await setViewport({ width: 800, height: 600 });
  });
}
