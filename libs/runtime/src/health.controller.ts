/**
 * `/healthz`: the process answers. `/readyz`: it can keep its promise, which is to commit; the bus being away does not
 * count, for filings are accepted without it.
 */
import { problem } from '@anju/contracts/problems';
import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { MikroORM } from '@mikro-orm/postgresql';

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(private readonly orm: MikroORM) {}

  @Get('healthz')
  healthz() {
    return { ok: true };
  }

  @Get('readyz')
  async readyz() {
    await this.orm.em.fork().getConnection().execute('select 1');
    if (!(await this.orm.isConnected())) throw problem('unavailable');
    return { ok: true };
  }
}
