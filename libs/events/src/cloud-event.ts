/**
 * An event as it travels. On the bus it is a CloudEvent in binary mode: the attributes are `ce-` headers, percent-encoded
 * because headers are ASCII, and the body is the payload exactly as it was serialised when it was recorded, so nothing is
 * ever hashed or compared in two spellings. Readers accept the structured mode too.
 */
import { CloudEvent, sequenceOf, sourceOf, type Context } from '@anju/contracts/event';
import { headers as newHeaders, type MsgHdrs } from '@nats-io/nats-core';

/** What of a row of `event_log` leaves the service; `payload` is the stored text. */
export interface LoggedEvent {
  readonly event_id: string;
  readonly aggregate_id: string;
  readonly aggregate_version: string | number;
  readonly division_code: string;
  readonly enterprise_id: string | null;
  readonly departments: readonly string[];
  readonly subject: string;
  readonly ce_type: string;
  readonly payload: string;
  readonly traceparent: string | null;
  readonly recorded_at: Date | string;
}
export const loggedColumns = (alias = 'e'): string =>
  ['event_id', 'aggregate_id', 'aggregate_version', 'division_code', 'enterprise_id', 'departments', 'subject', 'ce_type', 'recorded_at']
    .map((column) => `${alias}.${column}`)
    .concat(`${alias}.payload::text as payload`, `${alias}.headers ->> 'traceparent' as traceparent`)
    .join(', ');

export interface Origin {
  readonly service: string;
  /** Raised when the database is restored from a backup. */
  readonly generation: string;
}

type Attributes = Omit<CloudEvent, 'data'>;

export const attributesOf = (row: LoggedEvent, { service, generation }: Origin): Attributes => ({
  specversion: '1.0',
  id: row.event_id,
  source: sourceOf(service as Context, row.division_code),
  type: row.ce_type,
  subject: row.aggregate_id,
  time: new Date(row.recorded_at).toISOString(),
  datacontenttype: 'application/json',
  sequence: sequenceOf(Number(row.aggregate_version)),
  ...(row.division_code && { division: row.division_code }),
  ...(row.enterprise_id && { enterpriseid: row.enterprise_id }),
  ...(row.departments.length > 0 && { departments: row.departments.join(',') }),
  dbgeneration: generation,
  ...(row.traceparent && { traceparent: row.traceparent }),
});

export const cloudEventOf = (row: LoggedEvent, origin: Origin): CloudEvent => ({
  ...attributesOf(row, origin),
  data: JSON.parse(row.payload) as unknown,
});

const encoded = (value: string): string =>
  value.replace(/[^\x21-\x7e]|["%]/gu, (char) =>
    char === ' ' || char === '"' || char === '%'
      ? `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`
      : encodeURIComponent(char.toWellFormed()),
  );

export function headersOf(attributes: Attributes, messageId: string): MsgHdrs {
  const headers = newHeaders();
  for (const [name, value] of Object.entries(attributes)) headers.set(`ce-${name}`, encoded(value));
  headers.set('content-type', attributes.datacontenttype);
  headers.set('Nats-Msg-Id', messageId);
  return headers;
}

/** A message of the stream, however it was fetched. */
export interface Message {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: MsgHdrs | undefined;
}

const attributeNames = Object.keys(CloudEvent.shape).filter((name) => name !== 'data');
const text = new TextDecoder('utf-8', { fatal: true });

/** Throws when the message is no CloudEvent or its body no JSON: the caller parks it with that cause. */
export function fromMessage({ data, headers }: Message): CloudEvent {
  const body = text.decode(data);
  if (!headers?.has('ce-id')) return CloudEvent.parse(JSON.parse(body)) as CloudEvent;
  const attributes: Record<string, string> = { datacontenttype: 'application/json' };
  for (const name of attributeNames) if (headers.has(`ce-${name}`)) attributes[name] = decodeURIComponent(headers.get(`ce-${name}`));
  return CloudEvent.parse({ ...attributes, data: JSON.parse(body) }) as CloudEvent;
}

/** The event that a stored message carries, also when it was stored under another message id (see `Relay`). */
export const eventIdOf = (headers: MsgHdrs | undefined): string | undefined =>
  headers?.get('ce-id') || headers?.get('Nats-Msg-Id') || undefined;
