/** The surface of the service: one line per operation of the contract. */
import { By } from '@anju/access/guard';
import type { Actor } from '@anju/access/actor';
import {
  DuplicateQuery,
  Duplicates,
  Hazard,
  HazardPage,
  HazardQuery,
  Incident,
  IncidentPage,
  IncidentQuery,
  Report,
} from '@anju/contracts/hazards';
import {
  AcceptHazard,
  AssignHazard,
  ConfirmMajor,
  ControlTemporarily,
  DecideExtension,
  DelistHazard,
  GradeHazard,
  HandOverIncident,
  ListHazard,
  LookBackHazard,
  MergeHazard,
  NoteHazard,
  PlanRectification,
  RecheckHazard,
  RecordListing,
  RefuteMajor,
  ReportHazard,
  RequestExtension,
  ResumePlace,
  ReturnHazard,
  SubmitRectification,
  SuperviseHazard,
  SuspendPlace,
  TransferHazard,
  VoidHazard,
} from '@anju/contracts/hazard-requests';
import { EventPage } from '@anju/contracts/command-center';
import type { Asked } from '@anju/events/change';
import { Asking, IdParam, Returns } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { HazardQueries } from './hazard.queries.js';
import { HazardService } from './hazard.service.js';
import { ReportService } from './report.service.js';

@Controller()
export class HazardController {
  constructor(
    private readonly reports: ReportService,
    private readonly hazards: HazardService,
    private readonly queries: HazardQueries,
  ) {}

  @Post('hazards')
  @Returns(201, Report)
  reportHazard(@Body({ schema: ReportHazard }) body: ReportHazard, @Asking() asked: Asked) {
    return this.reports.report(body, asked);
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
  @Post('hazards/:id/return')
  @Returns(200, Hazard)
  returnHazard(@Param('id', IdParam) id: string, @Body({ schema: ReturnHazard }) body: ReturnHazard, @Asking() asked: Asked) {
    return this.hazards.giveBack(id, body, asked);
  }
  @Post('hazards/:id/plan')
  @Returns(200, Hazard)
  planRectification(
    @Param('id', IdParam) id: string,
    @Body({ schema: PlanRectification }) body: PlanRectification,
    @Asking() asked: Asked,
  ) {
    return this.hazards.plan(id, body, asked);
  }
  @Post('hazards/:id/control')
  @Returns(200, Hazard)
  controlTemporarily(
    @Param('id', IdParam) id: string,
    @Body({ schema: ControlTemporarily }) body: ControlTemporarily,
    @Asking() asked: Asked,
  ) {
    return this.hazards.control(id, body, asked);
  }
  @Post('hazards/:id/request-extension')
  @Returns(200, Hazard)
  requestExtension(@Param('id', IdParam) id: string, @Body({ schema: RequestExtension }) body: RequestExtension, @Asking() asked: Asked) {
    return this.hazards.requestExtension(id, body, asked);
  }
  @Post('hazards/:id/decide-extension')
  @Returns(200, Hazard)
  decideExtension(@Param('id', IdParam) id: string, @Body({ schema: DecideExtension }) body: DecideExtension, @Asking() asked: Asked) {
    return this.hazards.decideExtension(id, body, asked);
  }
  @Post('hazards/:id/list')
  @Returns(200, Hazard)
  listHazard(@Param('id', IdParam) id: string, @Body({ schema: ListHazard }) body: ListHazard, @Asking() asked: Asked) {
    return this.hazards.list(id, body, asked);
  }
  @Post('hazards/:id/record-listing')
  @Returns(200, Hazard)
  recordListing(@Param('id', IdParam) id: string, @Body({ schema: RecordListing }) body: RecordListing, @Asking() asked: Asked) {
    return this.hazards.recordListing(id, body, asked);
  }
  @Post('hazards/:id/delist')
  @Returns(200, Hazard)
  delistHazard(@Param('id', IdParam) id: string, @Body({ schema: DelistHazard }) body: DelistHazard, @Asking() asked: Asked) {
    return this.hazards.delist(id, body, asked);
  }
  @Post('hazards/:id/transfer')
  @Returns(200, Hazard)
  transferHazard(@Param('id', IdParam) id: string, @Body({ schema: TransferHazard }) body: TransferHazard, @Asking() asked: Asked) {
    return this.hazards.transfer(id, body, asked);
  }
  @Post('hazards/:id/suspend-place')
  @Returns(200, Hazard)
  suspendPlace(@Param('id', IdParam) id: string, @Body({ schema: SuspendPlace }) body: SuspendPlace, @Asking() asked: Asked) {
    return this.hazards.suspendPlace(id, body, asked);
  }
  @Post('hazards/:id/resume-place')
  @Returns(200, Hazard)
  resumePlace(@Param('id', IdParam) id: string, @Body({ schema: ResumePlace }) body: ResumePlace, @Asking() asked: Asked) {
    return this.hazards.resumePlace(id, body, asked);
  }
  @Post('hazards/:id/merge')
  @Returns(200, Hazard)
  mergeHazard(@Param('id', IdParam) id: string, @Body({ schema: MergeHazard }) body: MergeHazard, @Asking() asked: Asked) {
    return this.hazards.merge(id, body, asked);
  }
  @Post('hazards/:id/void')
  @Returns(200, Hazard)
  voidHazard(@Param('id', IdParam) id: string, @Body({ schema: VoidHazard }) body: VoidHazard, @Asking() asked: Asked) {
    return this.hazards.declareVoid(id, body, asked);
  }
  @Post('hazards/:id/look-back')
  @Returns(200, Hazard)
  lookBackHazard(@Param('id', IdParam) id: string, @Body({ schema: LookBackHazard }) body: LookBackHazard, @Asking() asked: Asked) {
    return this.hazards.lookBack(id, body, asked);
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
