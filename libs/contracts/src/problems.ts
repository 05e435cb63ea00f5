/**
 * Every way in which the platform says no. A code is a slug that is never reused; it is answered as RFC 9457
 * `application/problem+json` in the asked language, with the next step, so that bad input gets a clear error and loses
 * nothing. The same text appears in the API, the command line and the console.
 */
import { z } from 'zod';
import { named, type Words } from './schema.js';

interface ProblemEntry {
  readonly status: number;
  readonly title: Words;
  /** What to do now. */
  readonly next: Words;
}
const entry = (status: number, zh: string, en: string, nextZh: string, nextEn: string): ProblemEntry => ({
  status,
  title: { zh, en },
  next: { zh: nextZh, en: nextEn },
});

export const problemCatalogue = {
  'body-malformed': entry(
    400,
    '请求内容不是合法的 JSON',
    'The body is not valid JSON',
    '检查内容的格式后重新发送。',
    'Check the format and send it again.',
  ),
  'token-missing': entry(401, '没有登录', 'Not signed in', '登录，或在请求头中带上令牌。', 'Sign in, or send a bearer token.'),
  'token-invalid': entry(401, '登录已失效', 'The token is not valid', '重新登录。', 'Sign in again.'),
  'access-revoked': entry(
    401,
    '权限已变更',
    'Access has been changed',
    '重新登录以取得新的权限。',
    'Sign in again to get your present rights.',
  ),
  'role-not-permitted': entry(
    403,
    '您的角色不能执行此操作',
    'Your role may not do this',
    '请有相应职责的人员办理。',
    'Ask a colleague whose role includes it.',
  ),
  'cross-site-refused': entry(
    403,
    '请求来自其他网站',
    'The request comes from another site',
    '在本平台的页面上操作。',
    'Do it on a page of this platform.',
  ),
  'not-yours-to-do': entry(
    403,
    '此事不由您办理',
    'This is not yours to do',
    '由责任人办理，同一环节不能由同一人完成。',
    'It is for whoever holds the duty; nobody checks their own work.',
  ),
  'out-of-scope': entry(
    403,
    '超出您的管辖范围',
    'Outside your jurisdiction',
    '选择管辖范围内的地点。',
    'Choose a place within your jurisdiction.',
  ),
  'not-found': entry(
    404,
    '没有找到',
    'Not found',
    '检查链接；可能不存在，或不在您的管辖范围内。',
    'Check the link; it may not exist or not be within your scope.',
  ),
  'method-not-allowed': entry(405, '不支持的请求方法', 'Method not allowed', '参见接口文档。', 'See the API document.'),
  'not-acceptable': entry(406, '无法按要求的格式应答', 'That answer format is not available', '改为接受 JSON。', 'Accept JSON.'),
  'already-filed-differently': entry(
    409,
    '此编号已用于另一份内容',
    'This id has been used for other content',
    '换一个新的编号再提交。',
    'Send it under a new id.',
  ),
  'not-in-this-state': entry(
    409,
    '当前状态下不能执行此操作',
    'Not possible in the present state',
    '刷新后查看当前可以执行的操作。',
    'Reload and see what is possible now.',
  ),
  'major-undecided': entry(
    409,
    '疑似重大隐患尚未判定',
    'The suspected major hazard is undecided',
    '请主管部门先作出判定。',
    'A named department has to decide first.',
  ),
  'extension-pending': entry(
    409,
    '延期申请正在审批',
    'An extension is waiting for its decision',
    '等待审批结果。',
    'Wait for the decision.',
  ),
  'no-extension-pending': entry(409, '没有待审批的延期申请', 'No extension is waiting', '刷新后查看。', 'Reload and see.'),
  'extension-too-late': entry(
    409,
    '已过申请延期的时间',
    'It is too late to ask for an extension',
    '按期整改，或说明情况接受督办。',
    'Rectify in time, or explain to whoever supervises.',
  ),
  'extensions-used-up': entry(409, '延期次数已用完', 'It cannot be extended again', '按现有期限整改。', 'Keep to the present deadline.'),
  'plan-required': entry(
    409,
    '尚未制定整改方案',
    'A rectification plan is required first',
    '先填报整改方案（五落实）。',
    'File the plan in its five parts.',
  ),
  'not-major': entry(
    409,
    '不是重大隐患',
    'It is not a major hazard',
    '只有判定为重大的隐患可以挂牌。',
    'Only a confirmed major hazard can be listed.',
  ),
  'already-listed': entry(409, '已经挂牌', 'It is listed already', '查看挂牌记录。', 'See the listing.'),
  'not-listed': entry(409, '没有挂牌', 'It is not listed', '刷新后查看当前状态。', 'Reload and see the present state.'),
  'already-recorded': entry(409, '已经登记过', 'That is on record already', '查看记录。', 'See the record.'),
  'already-transferred': entry(409, '已移送该部门', 'It has been transferred to that department', '查看移送记录。', 'See the record.'),
  'place-suspended': entry(
    409,
    '场所处于停用、查封状态',
    'The place is out of use',
    '由作出决定的部门先解除停用、查封。',
    'The department that suspended it has to let it be used again first.',
  ),
  'place-not-suspended': entry(
    409,
    '场所没有停用、查封',
    'The place is in use',
    '刷新后查看当前状态。',
    'Reload and see the present state.',
  ),
  'merge-not-possible': entry(
    409,
    '不能这样合并',
    'These two cannot be merged',
    '只能并入同一小区、未销号、类别不低的另一起；重大、挂牌、移送、停用的不能合并。',
    'Merge into another open one of the same compound whose class is not lower; not what is major, listed, transferred or suspended.',
  ),
  'permit-not-possible': entry(
    422,
    '不具备作业条件',
    'The conditions for this work are not met',
    '按所列各项补齐后再作业；有人在内的立即撤出。',
    'Meet what is listed first; whoever is inside has to come out.',
  ),
  'already-relapsed': entry(409, '已登记反弹', 'Its relapse is on record', '查看反弹后新的隐患。', 'See the new hazard.'),
  'uscc-already-filed': entry(
    409,
    '该统一社会信用代码已备案',
    'This credit code is already filed',
    '查看已有的备案。',
    'Open the existing filing.',
  ),
  'filing-not-accepted': entry(
    409,
    '企业备案尚未通过',
    'The enterprise’s filing is not accepted',
    '先办理备案审核。',
    'Have the filing accepted first.',
  ),
  'contract-overlaps': entry(
    409,
    '合同期与现有合同重叠',
    'The term overlaps another contract',
    '先终止现有合同，或调整起止日期。',
    'End the other contract first, or change the dates.',
  ),
  'grade-not-raised': entry(422, '只能提级', 'It can only be raised', '选择更高的风险等级。', 'Choose a higher level.'),
  'item-not-suspectable': entry(422, '该事项不能提请重大', 'This item cannot be suspected major', '参见事项目录。', 'See the catalogue.'),
  'policy-not-ahead': entry(
    422,
    '施行日期不晚于今天',
    'Its first day is not after today',
    '规则不能改变过去：选择明天或以后的日期。',
    'A rule never changes the past: choose tomorrow or later.',
  ),
  'reason-required': entry(422, '需要填写理由', 'A reason is required', '填写理由后重新提交。', 'Give a reason and send it again.'),
  'photo-missing': entry(422, '照片尚未上传', 'A photo has not been uploaded', '先上传照片，再提交。', 'Upload the photo first.'),
  'county-operator-only': entry(
    403,
    '仅区县级值守员可以办理',
    'Only a county operator may do this',
    '请区县指挥中心办理。',
    'Ask the county command center.',
  ),
  'not-suspected': entry(
    409,
    '没有待判定的疑似重大',
    'Nothing is suspected here',
    '刷新后查看当前状态。',
    'Reload and see the present state.',
  ),
  'already-decided': entry(
    409,
    '其他部门已作出不同判定',
    'Another department has decided otherwise',
    '查看已有判定。',
    'See the decision on record.',
  ),
  'already-handed-over': entry(409, '险情已经移交', 'The incident has been handed over', '查看移交记录。', 'See the record.'),
  'contract-ended': entry(409, '合同已经终止', 'The contract has ended', '查看合同。', 'See the contract.'),
  'policy-already-proposed': entry(
    409,
    '这份规则已有待批准的修改',
    'A change of this rule is already waiting',
    '先等待其批准、不予批准或撤回。',
    'Have that one decided or withdrawn first.',
  ),
  'policy-moved-on': entry(
    409,
    '规则已有更新的版本',
    'The rule has a newer version',
    '查看新版本后重新提出。',
    'Read the newer version and propose anew.',
  ),
  'policy-day-has-come': entry(
    409,
    '施行日期已到或即将到来',
    'Its first day has come, or is minutes away',
    '以更晚的日期重新提出。',
    'Propose it anew with a later first day.',
  ),
  'compound-ended': entry(
    409,
    '该小区已合并或拆分',
    'The compound was merged or split',
    '改用其后继小区，见 successors。',
    'Use its successors, named in `successors`.',
  ),
  'dates-contradict': entry(
    409,
    '生效日期与已有登记矛盾',
    'The date contradicts what is on record',
    '查看已有登记，改用之后的日期。',
    'See what is on record and choose a later date.',
  ),
  'already-refreshed': entry(
    409,
    '该年度的备案信息已更新',
    'The filing has been refreshed for this year',
    '查看现有备案信息。',
    'See the filing as it stands.',
  ),
  'version-stale': entry(412, '内容已被他人更新', 'It has changed since you read it', '刷新后重新办理。', 'Reload it and decide again.'),
  'payload-too-large': entry(413, '内容过大', 'Too large', '压缩照片或减少内容。', 'Shrink the photo or send less.'),
  'media-type-unsupported': entry(415, '不支持的内容类型', 'This content type is not supported', '参见接口文档。', 'See the API document.'),
  'content-invalid': entry(
    422,
    '内容有误',
    'The content is not valid',
    '按提示修改后重新提交。',
    'Correct what is listed and send it again.',
  ),
  'day-not-possible': entry(
    422,
    '日期不合规定',
    'That day is not possible',
    '选择所列范围内的日期。',
    'Choose a day within the given range.',
  ),
  'source-key-mismatch': entry(
    422,
    '来源标识只用于机器上报',
    'A source key is for machines, and machines need one',
    '设备上报必须带来源标识，人员上报不带。',
    'A machine sends its key; a person sends none.',
  ),
  'item-unknown': entry(422, '没有这个隐患事项', 'No such hazard item', '从事项目录中选择。', 'Choose one from the catalogue.'),
  'facts-mismatch': entry(
    422,
    '现场情况与隐患类别不符',
    'The facts do not fit the item’s family',
    '填写该类别的现场情况。',
    'Give the facts of the item’s family.',
  ),
  'place-unknown': entry(422, '没有这个小区', 'No such compound', '检查小区；草稿已保留。', 'Check the compound; keep the draft.'),
  'place-ended': entry(
    422,
    '该小区已合并或拆分',
    'The compound was merged or split',
    '改报其后继小区（见 successors）；草稿已保留。',
    'Report it at its successor (see `successors`); keep the draft.',
  ),
  'enterprise-unknown': entry(422, '没有这家企业', 'No such enterprise', '从已备案的企业中选择。', 'Choose a filed enterprise.'),
  'division-unknown': entry(422, '没有这个行政区划', 'No such division', '使用区划表中的代码。', 'Use a code of the division table.'),
  'department-not-named': entry(
    422,
    '该事项不涉及此部门',
    'The item does not name this department',
    '选择事项所列的部门。',
    'Choose a department that the item names.',
  ),
  'uscc-malformed': entry(422, '统一社会信用代码格式不对', 'The credit code is malformed', '核对 18 位代码。', 'Check the 18 characters.'),
  'uscc-check-failed': entry(
    422,
    '统一社会信用代码校验位不符',
    'The credit code fails its check character',
    '核对代码；确实无误时填写放行理由。',
    'Check it; if it is really so, give a reason to override.',
  ),
  'photo-hash-mismatch': entry(422, '照片与摘要不符', 'The photo does not match its hash', '重新上传照片。', 'Upload the photo again.'),
  'version-required': entry(
    428,
    '缺少版本号',
    'If-Match is required',
    '带上所读到的版本号。',
    'Send the version you have read in If-Match.',
  ),
  'too-many-requests': entry(429, '请求过于频繁', 'Too many requests', '稍后重试。', 'Wait and try again.'),
  'place-not-known-yet': entry(
    503,
    '小区资料尚未同步',
    'The compound is not known here yet',
    '稍后自动重试；草稿已保留。',
    'It will be tried again; keep the draft.',
  ),
  unavailable: entry(
    503,
    '服务暂时不可用',
    'Temporarily unavailable',
    '稍后重试；未收到确认的内容会保留。',
    'Try again shortly; what was not confirmed is kept.',
  ),
  'internal-error': entry(
    500,
    '系统内部错误',
    'Internal error',
    '请将追踪号告知运维人员。',
    'Give the trace id to the people who run the platform.',
  ),
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof problemCatalogue;

/** RFC 9457 problem. `code` is stable; `title` and `detail` follow Accept-Language. */
export const Problem = named(
  'Problem',
  z.looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().optional(),
    code: z.string(),
    traceId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })).optional(),
  }),
);
export type Problem = z.infer<typeof Problem>;

/** Thrown by rules and services; becomes a `Problem` at the edge. `details` are extra members of it. */
export class ProblemError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code} ${JSON.stringify(details)}`);
    this.name = 'ProblemError';
  }
}
export const problem = (code: ProblemCode, details?: Readonly<Record<string, unknown>>): ProblemError => new ProblemError(code, details);
