import { LoggedConversation } from '../../packages/sdk/src/conversation/logged-conversation.ts';
import { conversationFrom, advance } from '../../packages/sdk/src/conversation/fold.ts';
import { workload } from './workload.mjs';
const startAt = Date.UTC(2026, 2, 3, 12);
const n = Number(process.argv[2]);
const N = 200000;
const { starts, batches } = workload({ conversations: n, events: N, seed: 1, startAt, eventsPerSecond: 1000 });
const cost = (take) => { gc(); const b = process.cpuUsage(); for (const x of batches) take(JSON.parse(x)); const u = process.cpuUsage(b); return (u.user + u.system) * 1000 / N; };
const map = () => new Map(starts.map(s => [s.conversationId, new LoggedConversation(conversationFrom(s), 0)]));
const mk = {
  parse: () => () => {},
  floor: () => { const m = map(); return (es) => { for (const e of es) { const c = m.get(e.conversationId); c.seq = e.seq; c.at = e.at; } }; },
  type: () => { const m = map(); let x = 0; return (es) => { for (const e of es) { const c = m.get(e.conversationId); c.seq = e.seq; c.at = e.at; switch (e.type) { case 'message-sent': x++; if (e.from === 'system' || e.automatic !== undefined) x++; if (e.from === 'customer') x++; break; case 'agent-requested': x += 2; break; case 'takeover-started': x += 3; } } return x; }; },
  idle: () => { const m = map(); let x = 0; return (es) => { for (const e of es) { const c = m.get(e.conversationId); c.seq = e.seq; c.at = e.at; if (e.type === 'message-sent' && e.from === 'customer') { c.idleSince = e.at; c.defaultAnswerCounted = false; if (c.unansweredSeq === 0) { c.unansweredSeq = e.seq; c.unansweredAt = e.at; } } } return x; }; },
  last: () => { const m = map(); let x = 0; return (es) => { for (const e of es) { const c = m.get(e.conversationId); c.seq = e.seq; c.at = e.at; if (e.type === 'message-sent') { c.firstMessageAt ??= e.at; c.lastMessageAt = e.at; if (e.from === 'customer') { c.idleSince = e.at; c.defaultAnswerCounted = false; if (c.unansweredSeq === 0) { c.unansweredSeq = e.seq; c.unansweredAt = e.at; } } } } return x; }; },
  text: () => { const m = map(); let x = 0; return (es) => { for (const e of es) { const c = m.get(e.conversationId); c.seq = e.seq; c.at = e.at; if (e.type === 'message-sent') { c.firstMessageAt ??= e.at; c.lastMessageAt = e.at; if (e.from === 'customer') { c.lastCustomerText = e.text.length > 200 ? e.text.slice(0, 200) : e.text; c.idleSince = e.at; c.defaultAnswerCounted = false; if (c.unansweredSeq === 0) { c.unansweredSeq = e.seq; c.unansweredAt = e.at; } } } } return x; }; },
  advance: () => { const m = map(); return (es) => { for (const e of es) advance(m.get(e.conversationId), e); }; },
};
const best = {};
for (let r = 0; r < 9; r++) for (const k of Object.keys(mk)) best[k] = Math.min(best[k] ?? Infinity, cost(mk[k]()));
for (const k of Object.keys(best)) console.log(k.padEnd(12), (best[k] - (k === 'parse' ? 0 : best.parse)).toFixed(0));
