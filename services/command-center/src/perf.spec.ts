import { it, expect } from '@jest/globals';
import { headersOf } from '@anju/events/cloud-event';
import { publishBatch } from '@anju/events/publish';
import { aDesk } from './desk.fixtures.js';
import { dice, hazardStory } from './story.fixtures.js';

it('throughput', async () => {
  const desk = await aDesk();
  const events = [];
  for (let n = 0; n < 8000; n++) {
    const rolls = Array.from({ length: 60 }, (_, i) => (Math.abs(Math.imul(n * 7919 + i * 104729 + 17, 2654435761)) >>> 8));
    events.push(...hazardStory(n, dice(rolls), new Date(Date.now() - (8000 - n) * 3600_000).toISOString(), 7));
  }
  events.sort((a, b) => (a.time < b.time ? -1 : 1));
  const t0 = performance.now();
  for (let from = 0; from < events.length; from += 200) {
    const messages = events.slice(from, from + 200).map((event) => { const { data, ...attributes } = event; return { subject: 'ev.safety-hazards.spec.v1.-.31.3101.310115', headers: headersOf(attributes, event.id), body: JSON.stringify(data) }; });
    const published = await publishBatch(desk.bus, messages);
    if (published.is !== 'stored') throw new Error(JSON.stringify(published));
  }
  const t1 = performance.now();
  let status;
  let last = 0;
  for (;;) {
    status = await desk.question<{ stream?: { seq: number }; behind: number }>('status').catch(() => undefined);
    if (status?.stream && status.stream.seq > events.length) break;
    if ((status?.stream?.seq ?? 0) - last > 5000) { last = status!.stream!.seq; console.log(last, Math.round(performance.now() - t0)); }
    await new Promise((r) => setTimeout(r, 20));
  }
  const t2 = performance.now();
  const rebuilt = await desk.question<{ events: number; ms: number }>('rebuild');
  const d0 = performance.now();
  await desk.question('digest');
  console.log({ events: events.length, published: t1 - t0, caughtUp: t2 - t0, perSecond: events.length / ((t2 - t0) / 1000), rebuilt, rebuiltPerSecond: rebuilt.events / (rebuilt.ms / 1000), digestMs: performance.now() - d0 });
  await desk.stop();
  expect(true).toBe(true);
}, 300_000);
