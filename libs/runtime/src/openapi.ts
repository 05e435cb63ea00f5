/**
 * The OpenAPI 3.1 document of a service: paths and shapes come from the controllers' decorators through @nestjs/swagger,
 * everything else from the table of operations: who may, what can go wrong, the example that works. Nothing is written
 * twice, and a document that does not fit the code cannot be produced.
 */
import type { Operation } from '@anju/contracts/operations';
import { Problem, problemCatalogue, type ProblemCode } from '@anju/contracts/problems';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import type { Service } from './serve.js';

type Json = Record<string, any>;

/** Problems that any operation of a kind may answer, beside its own. */
const always: Readonly<Record<Operation['kind'], readonly ProblemCode[]>> = {
  read: [
    'token-missing',
    'token-invalid',
    'access-revoked',
    'role-not-permitted',
    'not-found',
    'content-invalid',
    'too-many-requests',
    'unavailable',
  ],
  create: [
    'body-malformed',
    'token-missing',
    'token-invalid',
    'access-revoked',
    'role-not-permitted',
    'out-of-scope',
    'payload-too-large',
    'media-type-unsupported',
    'content-invalid',
    'too-many-requests',
    'unavailable',
  ],
  change: [
    'body-malformed',
    'token-missing',
    'token-invalid',
    'access-revoked',
    'role-not-permitted',
    'not-found',
    'version-required',
    'version-stale',
    'not-yours-to-do',
    'not-in-this-state',
    'payload-too-large',
    'media-type-unsupported',
    'content-invalid',
    'too-many-requests',
    'unavailable',
  ],
};

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): { schema: Json; components: Json } => {
  const {
    $schema: _,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => void delete (jsonSchema as Json)['id'],
  }) as Json;
  const relink = (node: unknown): unknown =>
    Array.isArray(node)
      ? node.map(relink)
      : node !== null && typeof node === 'object'
        ? Object.fromEntries(
            Object.entries(node).map(([key, value]) => [
              key,
              key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : relink(value),
            ]),
          )
        : node;
  return { schema: relink(rest) as Json, components: relink($defs ?? {}) as Json };
};

const problemResponses = (codes: readonly ProblemCode[]): Json => {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) byStatus.set(problemCatalogue[code].status, [...(byStatus.get(problemCatalogue[code].status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      String(status),
      {
        description: list.map((code) => `\`${code}\` ${problemCatalogue[code].title.en}`).join('; '),
        ...((status === 503 || status === 429) && {
          headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } },
        }),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
};

export function openApi(app: NestFastifyApplication, { context, title, operations, config }: Service): Json {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.1')
    .setTitle(`Anju ${title.en}`)
    .setDescription(`${title.zh}. Problems are RFC 9457; ids are UUIDv7 made by the client; changes carry the version in If-Match.`)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(config.PUBLIC_URL)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'token')
    .addCookieAuth(
      'anju',
      {
        type: 'apiKey',
        in: 'cookie',
        description: 'Set at sign-in. Its name ends in the port of the address, `anju_8600`; under https it is `__Host-anju_web`.',
      },
      'session',
    )
    .build();
  const components: Json = {};
  const convert = (schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) => {
    const found = schemaOf(schema as z.ZodType, schemaType);
    Object.assign(components, found.components);
    return { schema: found.schema };
  };
  const document = SwaggerModule.createDocument(app, builder, {
    operationIdFactory: (_controller, method) => method,
    standardSchemaConverter: convert as never,
    autoTagControllers: false,
  }) as unknown as Json;
  Object.assign(components, schemaOf(Problem, 'output').components);
  document['components'] = { ...document['components'], schemas: { ...document['components']?.['schemas'], ...components } };
  document['tags'] = [{ name: context, description: title.en }];
  for (const path of Object.values(document['paths'] as Json)) {
    for (const route of Object.values(path as Json)) {
      const operation = operations[route['operationId'] as string];
      if (!operation) continue;
      describe(route, operation, context);
    }
  }
  return document;
}

function describe(route: Json, operation: Operation, context: string): void {
  const { roles, summary, problems = [], from, to, events, example, kind } = operation;
  const facts = [
    `${summary.zh}.`,
    typeof roles === 'string' ? '' : `Roles: ${roles.join(', ')}.`,
    from ? `From: ${from.join(', ')}.` : '',
    to ? `To: ${to.join(', ')}.` : '',
    events ? `Records: ${events.join(', ')}.` : '',
  ];
  Object.assign(route, {
    tags: [context],
    summary: summary.en,
    description: facts.filter(Boolean).join(' '),
    security: roles === 'public' ? [] : [{ token: [] }, { session: [] }],
  });
  const isAddressed = (route['parameters'] as Json[] | undefined)?.some((parameter) => parameter['in'] === 'path');
  const possible = new Set([...always[kind], ...(isAddressed ? (['not-found'] as const) : []), ...problems]);
  route['responses'] = { ...route['responses'], ...problemResponses([...possible]) };
  const body = route['requestBody']?.content?.['application/json'] as Json | undefined;
  if (body && example !== undefined) body['example'] = example;
  if (kind === 'change') {
    const ifMatch = {
      name: 'If-Match',
      in: 'header',
      required: false,
      description: 'The version that was read, `"7"`. Without it: 428.',
      schema: { type: 'string' },
      example: '"1"',
    };
    route['parameters'] = [...(route['parameters'] ?? []), ifMatch];
  }
  if (kind === 'read' && example) {
    for (const parameter of route['parameters'] ?? []) {
      const value = (example as Json)[parameter.name as string];
      if (value !== undefined) parameter.example = value;
    }
  }
}
