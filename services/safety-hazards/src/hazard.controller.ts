/** The surface of the service: one line per operation of the contract. */
import { By } from '@anju/access/guard';
import type { Actor } from '@anju/access/actor';
import {
  AcceptHazard,
  AssignHazard,
  ConfirmMajor,
  DuplicateQuery,
  Duplicates,
  GradeHazard,
  HandOverIncident,
  Hazard,
  HazardPage,
  HazardQuery,
  Incident,
  IncidentPage,
  IncidentQuery,
  NoteHazard,
  RecheckHazard,
  RefuteMajor,
  Report,
  ReportHazard,
  SubmitRectification,
  SuperviseHazard,
} from '@anju/contracts/hazards';
import { EventPage } from '@anju/contracts/command-center';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { HazardQueries } from './hazard.queries.js';
import { HazardService } from './hazard.service.js';

@Controller()
export class HazardController {
  constructor(
    private readonly hazards: HazardService,
    private readonly queries: HazardQueries,
  ) {}

  @Post('hazards')
  @Returns(201, Report)
  reportHazard(@Body({ schema: ReportHazard }) body: ReportHazard, @Asking() asked: Asked) {
    return this.hazards.report(body, asked);
  }
  @Post('hazards/:id/grade')
  @Returns(200, Hazard)
  gradeHazard(@Param('id', IdParam) id: string, @Body({ schema: GradeHazard }) body: GradeHazard, @Asking() asked: Asked) {
    return this.hazards.grade(id, body, asked);
  }
  @Post('hazards/:id/confirm-major')
  @Returns(200, Hazard)
  confirmMajor(@Param('id', IdParam) id: string, @Body({ schema: ConfirmMajor }) body: ConfirmMajor, @Asking() asked: Asked) {
    return this.hazards.confirmMajor(id, body, asked);
  }
  @Post('hazards/:id/refute-major')
  @Returns(200, Hazard)
  refuteMajor(@Param('id', IdParam) id: string, @Body({ schema: RefuteMajor }) body: RefuteMajor, @Asking() asked: Asked) {
    return this.hazards.refuteMajor(id, body, asked);
  }
  @Post('hazards/:id/assign')
  @Returns(200, Hazard)
  assignHazard(@Param('id', IdParam) id: string, @Body({ schema: AssignHazard }) body: AssignHazard, @Asking() asked: Asked) {
    return this.hazards.assign(id, body, asked);
  }
  @Post('hazards/:id/accept')
  @Returns(200, Hazard)
  acceptHazard(@Param('id', IdParam) id: string, @Body({ schema: AcceptHazard }) body: AcceptHazard, @Asking() asked: Asked) {
    return this.hazards.accept(id, body, asked);
  }
  @Post('hazards/:id/submit')
  @Returns(200, Hazard)
  submitRectification(
    @Param('id', IdParam) id: string,
    @Body({ schema: SubmitRectification }) body: SubmitRectification,
    @Asking() asked: Asked,
  ) {
    return this.hazards.submit(id, body, asked);
  }
  @Post('hazards/:id/recheck')
  @Returns(200, Hazard)
  recheckHazard(@Param('id', IdParam) id: string, @Body({ schema: RecheckHazard }) body: RecheckHazard, @Asking() asked: Asked) {
    return this.hazards.recheck(id, body, asked);
  }
  @Post('hazards/:id/acknowledge')
  @Returns(200, Hazard)
  acknowledgeHazard(@Param('id', IdParam) id: string, @Body({ schema: NoteHazard }) body: NoteHazard, @Asking() asked: Asked) {
    return this.hazards.acknowledge(id, body, asked);
  }
  @Post('hazards/:id/urge')
  @Returns(200, Hazard)
  urgeHazard(@Param('id', IdParam) id: string, @Body({ schema: NoteHazard }) body: NoteHazard, @Asking() asked: Asked) {
    return this.hazards.urge(id, body, asked);
  }
  @Post('hazards/:id/supervise')
  @Returns(200, Hazard)
  superviseHazard(@Param('id', IdParam) id: string, @Body({ schema: SuperviseHazard }) body: SuperviseHazard, @Asking() asked: Asked) {
    return this.hazards.supervise(id, body, asked);
  }
  @Post('incidents/:id/hand-over')
  @Returns(200, Incident)
  handOverIncident(@Param('id', IdParam) id: string, @Body({ schema: HandOverIncident }) body: HandOverIncident, @Asking() asked: Asked) {
    return this.hazards.handOver(id, body, asked);
  }

  @Get('hazards')
  @Returns(200, HazardPage)
  listHazards(@Query({ schema: HazardQuery }) query: HazardQuery, @By() by: Actor) {
    return this.queries.list(query, by);
  }
  @Get('hazards/duplicates')
  @Returns(200, Duplicates)
  suggestDuplicates(@Query({ schema: DuplicateQuery }) query: DuplicateQuery, @By() by: Actor) {
    return this.queries.duplicates(query, by);
  }
  @Get('hazards/:id')
  @Returns(200, Hazard)
  readHazard(@Param('id', IdParam) id: string, @By() by: Actor) {
    return this.queries.one(id, by);
  }
  @Get('hazards/:id/events')
  @Returns(200, EventPage)
  listHazardEvents(@Param('id', IdParam) id: string, @By() by: Actor) {
    return this.queries.events(id, by);
  }
  @Get('incidents')
  @Returns(200, IncidentPage)
  listIncidents(@Query({ schema: IncidentQuery }) query: IncidentQuery, @By() by: Actor) {
    return this.queries.incidents(query, by);
  }
}
