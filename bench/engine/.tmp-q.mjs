import { createConversationSet } from '../../packages/sdk/src/view/conversation-set.ts';
import { ConversationLog } from '../../packages/sdk/src/conversation/log.ts';
import { LoggedConversation } from '../../packages/sdk/src/conversation/logged-conversation.ts';
import { conversationFrom, advance } from '../../packages/sdk/src/conversation/fold.ts';
import { decide } from '../../packages/sdk/src/conversation/decide.ts';
import { defaultBotRules } from '../../packages/sdk/src/conversation/status.ts';
import { workload } from './workload.mjs';
const startAt = Date.UTC(2026, 2, 3, 12);
const n = Number(process.argv[2]);
const N = 200000;
const { starts, warmUp, batches } = workload({ conversations: n, events: N, seed: 1, startAt });
const cost = (take) => { for (const b of warmUp) take(JSON.parse(b)); gc(); const b = process.cpuUsage(); for (const x of batches) take(JSON.parse(x)); const u = process.cpuUsage(b); return (u.user + u.system) * 1000 / N; };

import { Standings, ruleAt } from '../../packages/sdk/src/view/standings.ts';
import { sinceOf, changesAtOf } from '../../packages/sdk/src/conversation/status.ts';
const prep = () => { const l = new ConversationLog(); const st = new Standings(); for (const s of starts) { const c = l.append(s, 0); st.add(c); st.set(c.slot, decide(c, c.rules, startAt), s.at); c.seenSilence = c.silence; c.seenRuleEndedAt = c.ruleEndedAt; } return { l, st }; };
const mk = {
  parse: () => () => {},
  floor: () => { const m = new Map(starts.map(s => [s.conversationId, { seq: s.seq, at: s.at }])); return (es) => { for (const e of es) { const c = m.get(e.conversationId); c.seq = e.seq; c.at = e.at; } }; },
  log: () => { const { l } = prep(); return (es) => { for (const e of es) l.append(e, 0); }; },
  places: () => { const { l, st } = prep(); let x = 0; return (es) => { const now = es.at(-1).at; for (const e of es) { const c = l.append(e, 0); const p = decide(c, c.rules, now); if (p !== st.places[c.slot]) x++; } return x; }; },
  seen: () => { const { l, st } = prep(); let x = 0; return (es) => { const now = es.at(-1).at; for (const e of es) { const c = l.append(e, 0); const p = decide(c, c.rules, now); if (p !== st.places[c.slot] || c.silence !== c.seenSilence || c.ruleEndedAt !== c.seenRuleEndedAt) x++; } return x; }; },
  stand: () => { const { l, st } = prep(); let x = 0; return (es) => { const now = es.at(-1).at; for (const e of es) { const c = l.append(e, 0); const p = decide(c, c.rules, now); if (p !== st.places[c.slot] || c.silence !== c.seenSilence || c.ruleEndedAt !== c.seenRuleEndedAt) { const since = sinceOf(c, c.rules, ruleAt(p)); c.seenSilence = c.silence; c.seenRuleEndedAt = c.ruleEndedAt; if (st.set(c.slot, p, since)) x++; } } return x; }; },
  noview: () => { let now = startAt; const set = createConversationSet({ clock: { now: () => now, schedule: () => () => {} }, resync: () => {}, locale: 'en' }); set.applyEvents(starts); return (es) => { now = es.at(-1).at; set.applyEvents(es); }; },
  read: () => { let now = startAt; const set = createConversationSet({ clock: { now: () => now, schedule: () => () => {} }, resync: () => {}, locale: 'en' }); set.applyEvents(starts); const v = set.view(); return (es) => { now = es.at(-1).at; set.applyEvents(es); v.rows(0, 30); }; },
};
const best = {};
for (let r = 0; r < 7; r++) for (const k of Object.keys(mk)) best[k] = Math.min(best[k] ?? Infinity, cost(mk[k]()));
for (const k of Object.keys(best)) console.log(k.padEnd(12), (best[k] - (k === 'parse' ? 0 : best.parse)).toFixed(0));
