/** One search box. */
import type { Actor } from '@anju/access/actor';
import { By } from '@anju/access/guard';
import { SearchHits, SearchQuery } from '@anju/contracts/registry';
import { Returns } from '@anju/runtime/http';
import { Controller, Get, Query } from '@nestjs/common';
import { SearchQueries } from './search.queries.js';

@Controller()
export class SearchController {
  constructor(private readonly queries: SearchQueries) {}

  @Get('search')
  @Returns(200, SearchHits)
  searchRegistry(@Query({ schema: SearchQuery }) query: SearchQuery, @By() by: Actor) {
    return this.queries.search(query, by);
  }
}
