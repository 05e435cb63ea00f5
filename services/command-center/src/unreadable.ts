/** A message of the stream that is no event is parked under an id of its own and stands in nobody's way. */
import { createHash } from 'node:crypto';
import type { Unreadable } from '@anju/events/reader';
import type { Row } from './view.js';

const nobody = '00000000-0000-0000-0000-000000000000';

/** The same message gets the same id however often it is read. */
const idOf = ({ messageId, seq, body }: Unreadable): string => {
  const hash = createHash('sha256')
    .update(`${messageId} ${messageId ? '' : seq} ${body}`)
    .digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};
export const unreadableRow = (message: Unreadable): Row => ({
  consumer: 'projector',
  event_id: idOf(message),
  aggregate_id: nobody,
  aggregate_version: message.seq,
  event: { type: 'unreadable.message.v1', subject: message.subject, seq: message.seq, body: message.body.replaceAll('\u0000', '') },
  cause: message.cause,
});
