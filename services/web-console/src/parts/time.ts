/**
 * Times as people read them: relative under a day, absolute beyond and in the tooltip, always with unit. Days and hours
 * are those of Asia/Shanghai, whatever the device is set to, because deadlines are.
 */
import type { Clock } from '@anju/contracts/hazard-records';
import type { Translate } from '../words/i18n.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', ...options });
const toMinute = format({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
const toSecond = format({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const clockTime = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const calendarDay = format({ year: 'numeric', month: '2-digit', day: '2-digit' });

/** `2026-11-24 09:30` */
export const instant = (at: string | number): string => toMinute.format(new Date(at));
export const instantWithSeconds = (at: string | number): string => toSecond.format(new Date(at));
export const timeOfDay = (at: string | number): string => clockTime.format(new Date(at));
export const dayOf = (at: string | number): string => calendarDay.format(new Date(at));
/** Without the year where it is the present one; without the date where it is today. */
export const short = (at: string, now: number): string => {
  const full = instant(at);
  if (full.slice(0, 10) === dayOf(now)) return full.slice(11);
  return full.slice(0, 4) === dayOf(now).slice(0, 4) ? full.slice(5) : full;
};

export function duration(ms: number, t: Translate): string {
  if (ms < minute) return t('time.seconds', { n: Math.max(0, Math.floor(ms / 1000)) });
  if (ms < hour) return t('time.minutesShort', { n: Math.floor(ms / minute) });
  const h = Math.floor((ms % day) / hour);
  if (ms < day) {
    const m = Math.floor((ms % hour) / minute);
    return m === 0 || ms >= 10 * hour
      ? t('time.hoursShort', { n: Math.floor(ms / hour) })
      : t('time.hoursMinutes', { h: Math.floor(ms / hour), m });
  }
  const d = Math.floor(ms / day);
  return h === 0 || d >= 7 ? t('time.days', { n: d }) : t('time.daysHours', { d, h });
}
export const ago = (at: string | number, now: number, t: Translate): string => {
  const ms = now - (typeof at === 'number' ? at : Date.parse(at));
  if (ms < minute) return t('time.justNow');
  const words =
    ms < hour
      ? t('time.minutes', { n: Math.floor(ms / minute) })
      : ms < day
        ? t('time.hours', { n: Math.floor(ms / hour) })
        : t('time.days', { n: Math.floor(ms / day) });
  return t('time.ago', { for: words });
};

export interface Left {
  readonly text: string;
  readonly isOver: boolean;
}
/** What is left of a clock, or by how much it is over; over is what the platform recorded, never what this clock thinks. */
export const leftOf = ({ dueAt, stoppedAt, leftMs, overdueAt }: Clock, now: number, t: Translate): Left => {
  if (stoppedAt)
    return {
      text:
        leftMs !== undefined && leftMs > 0 ? `${t('time.stopped')} · ${t('time.left', { for: duration(leftMs, t) })}` : t('time.stopped'),
      isOver: false,
    };
  const ms = Date.parse(dueAt) - now;
  if (overdueAt) return { text: t('time.overdue', { for: duration(Math.max(0, -ms), t) }), isOver: true };
  return { text: ms >= 0 ? duration(ms, t) : t('time.dueNow'), isOver: false };
};
/** `00:41:12`, for the one deadline that is counted by the second; longer ones in words. */
export const countdown = (ms: number, t: Translate): string => {
  if (ms >= day) return duration(ms, t);
  const s = Math.max(0, Math.floor(ms / 1000));
  return [Math.floor(s / 3600), Math.floor((s % 3600) / 60), s % 60].map((part) => String(part).padStart(2, '0')).join(':');
};
