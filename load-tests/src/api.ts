/**
 * Operations by their name, at the addresses that the running platform's own OpenAPI documents give: a proof that knew the
 * paths by heart would not notice a document that lies about them.
 */
import { ask, until, type Answer, type Asked } from './http.js';
import type { Run } from './platform.js';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly example?: unknown;
}
export interface Operation {
  readonly context: string;
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly responses: readonly string[];
  /** Media types that a body may have. */
  readonly takes: readonly string[];
  readonly example?: unknown;
}

export interface Call extends Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

export class Api {
  private constructor(
    readonly run: Run,
    readonly documents: ReadonlyMap<string, any>,
    readonly operations: readonly Operation[],
  ) {}

  static async load(run: Run): Promise<Api> {
    const documents = new Map<string, any>();
    const operations: Operation[] = [];
    for (const [context, url] of Object.entries(run.openapi)) {
      const answer = await until(
        () => ask('GET', url),
        ({ status }) => status === 200,
        10_000,
      );
      if (answer.status !== 200) throw new Error(`${url} answers ${answer.status} ${answer.cause ?? answer.text.slice(0, 200)}`);
      documents.set(context, answer.body);
      operations.push(...operationsOf(context, answer.body));
    }
    return new Api(run, documents, operations);
  }

  operation(operationId: string, context?: string): Operation {
    const found = this.operations.find((one) => one.operationId === operationId && (context === undefined || one.context === context));
    if (!found) throw new Error(`no OpenAPI document has an operation ${operationId}`);
    return found;
  }

  url({ path }: Pick<Operation, 'path'>, { path: values = {}, query = {} }: Pick<Call, 'path' | 'query'> = {}): string {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.append(name, String(value));
    return `${this.run.url}${filled}${asked.size > 0 ? `?${asked}` : ''}`;
  }

  call<Body = any>(operationId: string, { path, query, ...asked }: Call = {}): Promise<Answer<Body>> {
    const operation = this.operation(operationId);
    return ask<Body>(operation.method, this.url(operation, { ...(path && { path }), ...(query && { query }) }), asked);
  }

  /** The body of a read that has to succeed. */
  async read<Body = any>(operationId: string, call: Call = {}): Promise<Body> {
    const { status, body, text, cause } = await this.call<Body>(operationId, call);
    if (status !== 200) throw new Error(`${operationId} answers ${status} ${cause ?? text.slice(0, 300)}`);
    return body;
  }

  /** All items of a list that pages by cursor. */
  async all<Item = any>(operationId: string, { query = {}, ...call }: Call = {}, most = Infinity): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.read<{ items: Item[]; nextCursor?: string }>(operationId, {
        ...call,
        query: { limit: 200, ...query, cursor },
      });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined && items.length < most);
    return items;
  }
}

export function operationsOf(context: string, document: any): Operation[] {
  const prefix = `/api/${context}/v1`;
  return Object.entries<any>(document.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => {
        const { operationId, parameters = [], responses, requestBody } = item[method];
        return {
          context,
          operationId,
          method: method.toUpperCase(),
          path: path.startsWith('/api/') ? path : `${prefix}${path}`,
          parameters: [...(item.parameters ?? []), ...parameters],
          responses: Object.keys(responses),
          takes: Object.keys(requestBody?.content ?? {}),
          example: requestBody?.content?.['application/json']?.example,
        };
      }),
  );
}
