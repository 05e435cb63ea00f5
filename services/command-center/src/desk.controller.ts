/** The surface of the command center: one line per operation of the contract. The live feed takes over the socket. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { Board, Territory, TerritoryQuery } from '@anju/contracts/boards';
import {
  AuditPage,
  AuditQuery,
  EventPage,
  EventQuery,
  ExplainQuery,
  Explanation,
  Snapshot,
  SnapshotQuery,
} from '@anju/contracts/command-center';
import { HazardIndex, HazardIndexQuery } from '@anju/contracts/hazard-index';
import { problem } from '@anju/contracts/problems';
import { Returns } from '@anju/runtime/http';
import { Controller, Get, Header, Headers, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse } from '@nestjs/swagger';
import type { Socket } from 'node:net';
import { z } from 'zod';
import { AuditQueries } from './audit.queries.js';
import { BoardQueries } from './board.queries.js';
import { DeskQueries } from './desk.queries.js';
import { EventQueries } from './event.queries.js';
import { IndexQueries } from './hazard-index.queries.js';
import { LiveFeed } from './live.feed.js';

/** Any text is an id that once may have been one: what is none begins anew by `reset`, never by an error. */
const AnyId = z.strictObject({
  after: z.string().max(200).meta({ description: 'Id of a snapshot or of the last frame, `<epoch>.<feedSeq>`.' }).optional(),
});
interface Reply {
  hijack(): void;
  send(body: string): void;
  readonly raw: { readonly socket: Socket | null };
  readonly request: { readonly method: string };
}

@Controller()
export class DeskController {
  constructor(
    private readonly desk: DeskQueries,
    private readonly boards: BoardQueries,
    private readonly indexes: IndexQueries,
    private readonly events: EventQueries,
    private readonly audit: AuditQueries,
    private readonly live: LiveFeed,
  ) {}

  @Get('snapshot')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiResponse({ status: 200, description: 'OK', standardSchema: Snapshot as never })
  readSnapshot(@Query({ schema: SnapshotQuery }) query: SnapshotQuery, @By() by: Actor) {
    return this.desk.snapshot(query, by);
  }

  @Get('territory')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiResponse({ status: 200, description: 'OK', standardSchema: Territory as never })
  readTerritory(@Query({ schema: TerritoryQuery }) query: TerritoryQuery, @By() by: Actor) {
    return this.desk.territory(query, by);
  }

  @Get('board')
  @Returns(200, Board)
  readBoard(@By() by: Actor) {
    return this.boards.board(by);
  }

  @Get('hazard-index')
  @Returns(200, HazardIndex)
  readHazardIndex(@Query({ schema: HazardIndexQuery }) query: HazardIndexQuery, @By() by: Actor) {
    return this.indexes.index(query, by);
  }

  @Get('live')
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    description: 'Server-sent events: `frame`, `heartbeat`, `reset`.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  followLive(
    @Query({ schema: AnyId }) { after }: z.infer<typeof AnyId>,
    @Headers('last-event-id') last: string | undefined,
    @By() by: Actor,
    @Res() reply: Reply,
  ) {
    const { socket } = reply.raw;
    if (!this.live.isOpen || !socket) throw problem('unavailable');
    if (reply.request.method === 'HEAD') return reply.send('');
    reply.hijack();
    void this.live.follow(socket, by, last ?? after);
  }

  @Get('explain')
  @Returns(200, Explanation)
  explainNumber(@Query({ schema: ExplainQuery }) query: ExplainQuery, @By() by: Actor) {
    return this.events.explain(query, by);
  }

  @Get('events')
  @Returns(200, EventPage)
  listEvents(@Query({ schema: EventQuery }) query: EventQuery, @By() by: Actor) {
    return this.events.list(query, by);
  }

  @Get('audit-records')
  @Returns(200, AuditPage)
  listAuditRecords(@Query({ schema: AuditQuery }) query: AuditQuery) {
    return this.audit.list(query);
  }
}
