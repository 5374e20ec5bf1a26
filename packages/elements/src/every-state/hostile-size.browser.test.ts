import { showHostile } from './hostile-states.test-support.js';

showHostile('size', [0, 5]);
