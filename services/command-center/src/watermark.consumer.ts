/**
 * How old the screens' data may be at most. Each source says every second "everything up to this moment is on the stream up
 * to this place"; it counts here only once that place has been applied, so a slow projector, a stopped relay and a lost
 * broker all show as age and none can be mistaken for a quiet city. Nothing is said until every source was heard.
 */
import { watermarkSubject, type Watermark } from '@anju/events/watermark';
import type { Position } from '@anju/events/reader';

/** The services whose events the views are made of. */
export const sources = ['enterprise-registry', 'safety-hazards'] as const;

interface Source {
  fence: number;
  counted: string | undefined;
  waiting: Watermark[];
}

export class Watermarks {
  private readonly bySubject = new Map<string, Source>(
    sources.map((service) => [watermarkSubject(service), { fence: 0, counted: undefined, waiting: [] }]),
  );
  private applied: Pick<Position, 'epoch' | 'seq'> | undefined;

  hear(subject: string, watermark: Watermark): void {
    const source = this.bySubject.get(subject);
    if (!source || !(watermark.fence >= source.fence) || Number.isNaN(Date.parse(watermark.at))) return;
    source.fence = watermark.fence;
    source.waiting.push(watermark);
    if (source.waiting.length > 120) source.waiting.shift();
    this.count(source);
  }

  /** The projector stands here now; undefined while there is none. */
  stand(position: Pick<Position, 'epoch' | 'seq'> | undefined): void {
    this.applied = position;
    for (const source of this.bySubject.values()) this.count(source);
  }

  /** RFC 3339 by the real clock; undefined until every source was heard. */
  get dataAsOf(): string | undefined {
    const moments = [...this.bySubject.values()].map(({ counted }) => counted);
    return moments.includes(undefined) ? undefined : (moments as string[]).reduce((least, at) => (at < least ? at : least));
  }

  private count(source: Source): void {
    const { applied } = this;
    if (!applied) return;
    const index = source.waiting.findLastIndex(({ epoch, seq }) => epoch === applied.epoch && seq <= applied.seq);
    if (index < 0) return;
    const { at } = source.waiting[index]!;
    if (source.counted === undefined || at > source.counted) source.counted = at;
    source.waiting.splice(0, index + 1);
  }
}
