// The store's thread in a run from the sources (tests): Node 20 cannot read TypeScript, and a
// thread does not inherit the loader of the one that started it.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
