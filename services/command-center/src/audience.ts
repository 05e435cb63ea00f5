/**
 * For whom something counts. The live channels of a scope, and for figures also each firm by division, so that a firm's
 * people see where their cases lie. Counters are kept per channel: a reader's figure is a sum over the own channels and
 * can therefore not be made of what the reader may not see.
 */
import { channelsFor, channelsOf } from '@anju/access/scope';
import type { Actor } from '@anju/access/actor';
import type { Scope } from '@anju/contracts/event';
import { isWithin, levels } from '@anju/contracts/place';
import { reachOf, type ReachFigure } from './levels.js';

export const countChannels = (scope: Scope): readonly string[] => {
  let channels = remembered.get(scope);
  if (!channels) {
    const own = scope.enterpriseId ? levels(scope.division).map((code) => `e.${scope.enterpriseId}.${code}`) : [];
    remembered.set(scope, (channels = [...channelsFor(scope), ...own]));
  }
  return channels;
};
/** A thing's scope is asked for by every view, and lives as long as what is remembered of the thing. */
const remembered = new WeakMap<Scope, readonly string[]>();
const nowhere: readonly string[] = [];

/** Channels that the second set has and the first lacks, and the other way round. */
export function difference(before: readonly string[], after: readonly string[]): { entered: readonly string[]; left: readonly string[] } {
  if (before === after) return { entered: nowhere, left: nowhere };
  const [was, is] = [new Set(before), new Set(after)];
  return { entered: [...is].filter((channel) => !was.has(channel)), left: [...was].filter((channel) => !is.has(channel)) };
}

/** The same reader's channel for one division. */
export const channelIn = (reader: Pick<Actor, 'role' | 'enterpriseId' | 'department'>, division: string): string =>
  reader.role === 'enterprise-manager'
    ? `e.${reader.enterpriseId}.${division}`
    : reader.role === 'department-officer'
      ? `p.${reader.department}.${division}`
      : `d.${division}`;

/** Channels of a reader's figures, narrowed to a division where one is asked for; empty when it lies outside. */
export function channelsWithin(reader: Actor, division: string | undefined): string[] {
  if (division === undefined) return channelsOf(reader);
  if (reader.role === 'enterprise-manager') return reader.enterpriseId ? [channelIn(reader, division)] : [];
  if (channelsOf(reader).length === 0) return [];
  if (reader.divisions.some((own) => isWithin(division, own))) return [channelIn(reader, division)];
  return reader.divisions.filter((own) => isWithin(own, division)).map((own) => channelIn(reader, own));
}

/** How far up a case has to be escalated to come to the reader's own desk, for one of the reader's channels; for a firm, at all. */
export function reachIn(reader: Pick<Actor, 'role' | 'divisions'>, channel: string): ReachFigure {
  if (reader.role === 'enterprise-manager') return 'escalatedCommunity';
  const division = channel.slice(channel.lastIndexOf('.') + 1);
  return reachOf(reader.divisions.find((own) => isWithin(division, own)) ?? division);
}
