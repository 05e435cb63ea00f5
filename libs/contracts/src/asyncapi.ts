/**
 * The AsyncAPI document, made from the declarations of events: one channel per event with its bus subject, one message with
 * the CloudEvents headers and the payload's schema. JetStream facts have no binding yet and stand in `x-jetstream`. Run as a
 * program it prints the document, which is committed and goes stale visibly.
 */
import { z } from 'zod';
import { eventCatalogue } from './catalogue.js';
import { CloudEvent, type EventDeclaration } from './event.js';

type Json = Record<string, any>;

const { data: _data, ...attributes } = CloudEvent.shape;

/** Moves what a schema refers to under `components.schemas`, once for all messages. */
function schemaOf(schema: z.ZodType, components: Json): Json {
  const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(schema, { io: 'output', target: 'draft-7', unrepresentable: 'any' }) as Json;
  const { definitions = $defs, ...rest } = own;
  const relink = (node: unknown): unknown =>
    Array.isArray(node)
      ? node.map(relink)
      : node !== null && typeof node === 'object'
        ? Object.fromEntries(
            Object.entries(node)
              .filter(([key]) => key !== 'id' || typeof (node as Json)['id'] !== 'string')
              .map(([key, value]) => [
                key,
                key === '$ref' && typeof value === 'string' ? value.replace('#/definitions/', '#/components/schemas/') : relink(value),
              ]),
          )
        : node;
  for (const [name, definition] of Object.entries(definitions as Json)) components[name] ??= relink(definition);
  return relink(rest) as Json;
}

const keyOf = ({ context, token }: EventDeclaration): string => `${context}.${token}`.replaceAll('.', '_');

export function asyncApi(events: readonly EventDeclaration[] = eventCatalogue): Json {
  const schemas: Json = {};
  schemas['CloudEventAttributes'] = {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(schemaOf(z.object(attributes), {})['properties'] as Json).map(([name, schema]) => [`ce-${name}`, schema]),
    ),
  };
  const channels: Json = {};
  const operations: Json = {};
  const messages: Json = {};
  for (const event of events) {
    const key = keyOf(event);
    channels[key] = {
      address: `ev.${event.context}.${event.token}.{facet}.{province}.{prefecture}.{county}`,
      title: event.type,
      description: event.summary,
      parameters: {
        facet: { description: 'Hazard family, or `-`.' },
        province: { description: 'Two digits.' },
        prefecture: { description: 'Four digits, or `-` where the place ends above it.' },
        county: { description: 'Six digits, or `-` where the place ends above it.' },
      },
      messages: { [key]: { $ref: `#/components/messages/${key}` } },
    };
    operations[key] = {
      action: 'send',
      channel: { $ref: `#/channels/${key}` },
      summary: event.summary,
      messages: [{ $ref: `#/channels/${key}/messages/${key}` }],
    };
    messages[key] = {
      name: event.type,
      title: event.type,
      summary: event.summary,
      contentType: 'application/json',
      headers: { $ref: '#/components/schemas/CloudEventAttributes' },
      payload: schemaOf(event.data, schemas),
    };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Anju events',
      version: '1.0.0',
      description:
        'CloudEvents 1.0 over NATS JetStream in binary mode: attributes are `ce-` headers, percent-encoded. At least once, in order per `ce-subject`; `ce-sequence` is the version of that aggregate.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: {
      embedded: { host: '127.0.0.1', protocol: 'nats', description: 'The port and the nkey stand in run.json of the state folder.' },
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas },
    'x-jetstream': {
      stream: 'EVENTS',
      subjects: ['ev.>'],
      retention: 'limits',
      maxAge: 0,
      discard: 'new',
      order: 'per ce-subject',
      delivery: 'at least once',
    },
  };
}

declare const process: { argv: string[]; stdout: { write(text: string): void } } | undefined;
if (typeof process !== 'undefined' && process.argv[1]?.endsWith('asyncapi.js'))
  process.stdout.write(`${JSON.stringify(asyncApi(), null, 2)}\n`);
