import { showHostile } from './hostile-states.test-support.js';

showHostile('markup', [0]);
