/**
 * How old the data may be, and what time it is for the reader. Both are told in business time, so that deadlines can be
 * counted down with one clock; the age, their difference, is the same in either.
 */
import { Clock } from '@anju/events/clock';
import { Injectable } from '@nestjs/common';
import { Watermarks } from './watermark.consumer.js';

@Injectable()
export class Freshness {
  constructor(
    private readonly watermarks: Watermarks,
    private readonly clock: Clock,
  ) {}

  times(): { dataAsOf: string | null; serverTime: string } {
    const now = this.clock.now();
    const { dataAsOf } = this.watermarks;
    const aheadMs = now.getTime() - Date.now();
    return {
      dataAsOf: dataAsOf === undefined ? null : new Date(Date.parse(dataAsOf) + aheadMs).toISOString(),
      serverTime: now.toISOString(),
    };
  }
}
