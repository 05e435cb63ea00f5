/**
 * What is happening now: a snapshot, and the feed folded into it. Frames that arrive while a snapshot is being read wait
 * and are judged against it; a gap or a reset throws everything away and begins with a new one. The figures are the
 * server's own and are read again after changes, because a number that the screen computes by a second definition would
 * sooner or later contradict the first. Frames are applied in bundles, so that a busy minute costs few redraws.
 */
import { isHazardEvent } from '@anju/contracts/hazard-events';
import { summaryOf } from '@anju/contracts/hazard-life';
import { isOpen, type Hazard, type HazardSummary, type Incident } from '@anju/contracts/hazards';
import type { Frame, Heartbeat, Snapshot } from '@anju/contracts/command-center';
import { pathOf, Refused, send } from '../api/client.js';
import { setServerTime } from '../clock.js';
import { heard, type Heard } from './age.js';
import { after, delivered, judge, readerFrom, type Reader } from './feed.js';
import { foldHazard, foldIncident } from './fold.js';
import { listen, type Wire } from './source.js';

export interface Live {
  readonly status: 'loading' | 'live' | 'failed';
  readonly snapshot?: Snapshot;
  readonly hazards: ReadonlyMap<string, HazardSummary>;
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly heard?: Heard;
  readonly error?: Error | undefined;
}
export interface LiveStore {
  get(): Live;
  subscribe(listener: () => void): () => void;
  /** Ids of hazards that an event touched. */
  onTouched(listener: (ids: readonly string[]) => void): () => void;
  reload(): void;
  close(): void;
}
const bundleMs = 80;
const figuresMs = 3000;
const figuresAnywayMs = 60_000;
const retryMs = 4000;

export function liveStore(person: string): LiveStore {
  let live: Live = { status: 'loading', hazards: new Map(), incidents: new Map() };
  let reader: Reader | undefined;
  let waiting: Wire[] = [];
  let isReading = false;
  let isClosed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let figuresTimer: ReturnType<typeof setTimeout> | undefined;
  const listeners = new Set<() => void>();
  const touchListeners = new Set<(ids: readonly string[]) => void>();
  const set = (part: Partial<Live>): void => {
    live = { ...live, ...part };
    listeners.forEach((listener) => listener());
  };
  const read = (limit?: number): Promise<Snapshot> => send<Snapshot>(pathOf('command-center', 'snapshot'), { query: { limit } });

  const begin = async (): Promise<void> => {
    if (isReading || isClosed) return;
    isReading = true;
    reader = undefined;
    try {
      const snapshot = await read();
      setServerTime(snapshot.serverTime);
      reader = readerFrom(snapshot.id);
      set({
        status: 'live',
        snapshot,
        hazards: new Map(snapshot.hazards.map((hazard) => [hazard.id, hazard])),
        incidents: new Map(snapshot.incidents.map((incident) => [incident.id, incident])),
        heard: heard(snapshot, performance.now(), Date.now()),
        error: undefined,
      });
      isReading = false;
      source.reopen();
      schedule();
    } catch (error) {
      isReading = false;
      set({ status: live.snapshot ? live.status : 'failed', error: error as Error });
      if (!(error instanceof Refused) || error.isTemporary) setTimeout(() => void begin(), retryMs);
    }
  };

  const readFigures = (): void => {
    if (figuresTimer || document.hidden) return;
    figuresTimer = setTimeout(() => {
      figuresTimer = undefined;
      void read(1).then(
        // Everything but the open cases and the emergencies, which the feed keeps.
        ({ hazards: _, incidents: __, id: ___, ...rest }) => !isClosed && live.snapshot && set({ snapshot: { ...live.snapshot, ...rest } }),
        () => undefined,
      );
    }, figuresMs);
  };
  const ask = (id: string): void =>
    void send<Hazard>(pathOf('safety-hazards', `hazards/${id}`)).then(
      (hazard) => {
        if ((live.hazards.get(id)?.version ?? 0) >= hazard.version) return;
        const hazards = new Map(live.hazards);
        if (isOpen(hazard)) hazards.set(id, summaryOf(hazard));
        else hazards.delete(id);
        set({ hazards });
      },
      () => undefined,
    );

  const apply = (): void => {
    timer = undefined;
    if (!reader) return;
    const wires = waiting;
    waiting = [];
    let hazards: Map<string, HazardSummary> | undefined;
    let { incidents } = live;
    let beat: Heard | undefined;
    const touched = new Set<string>();
    for (const wire of wires) {
      if (wire.kind === 'reset') return void begin();
      if (wire.kind === 'heartbeat') {
        const data = JSON.parse(wire.data) as Heartbeat;
        setServerTime(data.serverTime);
        beat = heard(data, performance.now(), Date.now());
        const next = delivered(reader, wire.id);
        if (next === 'gap') return void begin();
        reader = next;
        continue;
      }
      const frame = JSON.parse(wire.data) as Frame;
      const head = { id: wire.id, channel: frame.channel, prev: frame.prev };
      const verdict = judge(reader, head);
      if (verdict === 'gap') return void begin();
      if (verdict === 'seen') continue;
      reader = after(reader, head);
      if ('left' in frame) {
        (hazards ??= new Map(live.hazards)).delete(frame.left);
        touched.add(frame.left);
        continue;
      }
      const { event } = frame;
      touched.add(event.subject);
      if (isHazardEvent(event)) {
        const change = foldHazard((hazards ?? live.hazards).get(event.subject), event as never);
        if (change.kind === 'ask') ask(event.subject);
        if (change.kind === 'changed') (hazards ??= new Map(live.hazards)).set(event.subject, change.hazard);
        if (change.kind === 'gone') (hazards ??= new Map(live.hazards)).delete(event.subject);
      } else if (event.type.startsWith('incident.')) incidents = foldIncident(incidents, event as never) ?? incidents;
    }
    if (hazards || beat || incidents !== live.incidents) set({ ...(hazards && { hazards }), ...(beat && { heard: beat }), incidents });
    if (touched.size === 0) return;
    touchListeners.forEach((listener) => listener([...touched]));
    readFigures();
  };
  const schedule = (): void => {
    timer ??= setTimeout(apply, bundleMs);
  };

  const source = listen(
    person,
    () => reader?.upTo,
    (wire) => {
      waiting.push(wire);
      schedule();
    },
  );
  const anyway = setInterval(readFigures, figuresAnywayMs);
  document.addEventListener('visibilitychange', readFigures);
  void begin();

  return {
    get: () => live,
    subscribe: (listener) => (listeners.add(listener), () => void listeners.delete(listener)),
    onTouched: (listener) => (touchListeners.add(listener), () => void touchListeners.delete(listener)),
    reload: () => void begin(),
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      clearTimeout(figuresTimer);
      clearInterval(anyway);
      document.removeEventListener('visibilitychange', readFigures);
      source.close();
    },
  };
}
