import { showHostile } from './hostile-states.test-support.js';

showHostile('code', [0]);
