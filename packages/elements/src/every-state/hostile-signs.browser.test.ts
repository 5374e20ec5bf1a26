import { showHostile } from './hostile-states.test-support.js';

showHostile('signs', [0]);
