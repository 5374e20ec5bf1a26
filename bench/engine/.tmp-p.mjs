import inspector from 'node:inspector';
import fs from 'node:fs';
import { createConversationSet } from '../../packages/sdk/src/view/conversation-set.ts';
import { workload } from './workload.mjs';
const startAt = Date.UTC(2026, 2, 3, 12);
const n = Number(process.argv[2]), column = process.argv[3] ?? 'status';
const { starts, batches } = workload({ conversations: n, events: 200000, seed: 1, startAt, eventsPerSecond: 1000 });
function once() {
  let now = startAt; const timers = new Set();
  const clock = { now: () => now, schedule(d, cb) { const t = { at: now + d, cb }; timers.add(t); return () => void timers.delete(t); } };
  const set = createConversationSet({ clock, resync: () => {}, locale: 'en' });
  set.applyEvents(starts);
  const view = set.view({ sort: { column, isDescending: false }, filter: {}, search: '' });
  const all = batches.map(b => JSON.parse(b));
  gc();
  return () => { for (const events of all) { now = events.at(-1).at; for (const t of timers) if (t.at <= now) { timers.delete(t); t.cb(); } set.applyEvents(events); view.rows(0, 30); } };
}
for (let i = 0; i < 2; i++) once()();
const s = new inspector.Session(); s.connect();
const post = (m, p) => new Promise((r, j) => s.post(m, p, (e, v) => e ? j(e) : r(v)));
await post('Profiler.enable'); await post('Profiler.setSamplingInterval', { interval: 100 });
let cpu = 0; const profs = [];
for (let i = 0; i < 4; i++) { const f = once(); await post('Profiler.start'); const b = process.cpuUsage(); f(); const u = process.cpuUsage(b); cpu += u.user + u.system; profs.push((await post('Profiler.stop')).profile); }
console.log('ns/event', cpu * 1000 / 800000);
const self = new Map(); let total = 0;
const lines = new Map();
for (const p of profs) { const by = new Map(p.nodes.map(n => [n.id, n])); p.samples.forEach((id, i) => { const nn = by.get(id); const k = nn.callFrame.functionName + ' ' + nn.callFrame.url.split('/').pop(); self.set(k, (self.get(k) ?? 0) + p.timeDeltas[i]); total += p.timeDeltas[i]; });
 for (const nn of p.nodes) for (const t of nn.positionTicks ?? []) { const k = nn.callFrame.url.split('/').pop() + ':' + t.line + ' ' + nn.callFrame.functionName; lines.set(k, (lines.get(k) ?? 0) + t.ticks); } }
[...self].sort((a, b) => b[1] - a[1]).slice(0, 22).forEach(([k, v]) => console.log((v / 800).toFixed(0).padStart(6) + ' ns/event', (100 * v / total).toFixed(1), k));
if (process.argv[4]) [...lines].sort((a, b) => b[1] - a[1]).slice(0, 25).forEach(([k, v]) => console.log(v, k));
