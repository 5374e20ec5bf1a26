/** The elements under their own names; presence as the tests have it, with a browser that only pretends. */
import '../agent-presence/presence.test-support.js';
import '../define.js';
