/** 24-hour reports of firms about what they found and could not stop; late ones are marked, not hidden. */
import { Drawer } from 'antd';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { dutyReportOperations, type DutyReport } from '@anju/contracts/duty-reports';
import { dutyReportQuery, listDutyReports } from '../../api/permits.js';
import { useMinute } from '../../clock.js';
import { RuleOf } from '../../hazard/clocks.js';
import { mayCall } from '../../layout/entries.js';
import { Photos } from '../../parts/photos.js';
import { PagedRows } from '../../parts/paged.js';
import { usePlaces } from '../../parts/places.js';
import { ago, duration, instant } from '../../parts/time.js';
import { usePages } from '../../parts/use-pages.js';
import { Facts, Failed, Loading } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useT } from '../../words/i18n.js';
import '../../styles/files.css';

const route = getRouteApi('/duty-reports');

export function LateTag({ report }: { report: Pick<DutyReport, 'isLate' | 'filedAt' | 'dueAt'> }) {
  const t = useT();
  if (!report.isLate) return <span className="tag tag-ok">{t('dutyReport.inTime')}</span>;
  const by = duration(Date.parse(report.filedAt) - Date.parse(report.dueAt), t);
  return <span className="tag tag-red">{t('dutyReport.lateBy', { for: by })}</span>;
}

export function DutyReportRow({ report }: { report: DutyReport }) {
  const t = useT();
  const now = useMinute();
  const places = usePlaces();
  return (
    <Link to="/duty-reports" search={(old) => ({ ...old, id: report.id })} className="work-row">
      <i className={`state-dot ${report.isLate ? 'is-suspended' : 'is-open'}`} aria-hidden />
      <div>
        <div className="work-title">
          <span className="clip-line">{report.what}</span> <LateTag report={report} />
        </div>
        <div className="muted small">
          {[report.compoundName, places.path(report.division), report.spot, report.enterpriseName].filter(Boolean).join(' · ')}
        </div>
      </div>
      <div className="work-due">
        <div title={instant(report.filedAt)}>{ago(report.filedAt, now, t)}</div>
        <div className="muted small">{report.number}</div>
      </div>
      <span className="work-go" aria-hidden>
        ›
      </span>
    </Link>
  );
}

function One({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const places = usePlaces();
  const { data: report, error, isPending, refetch } = useQuery(dutyReportQuery(id));
  return (
    <Drawer open size={480} title={report?.number ?? t('dutyReport.one')} onClose={onClose}>
      {isPending && <Loading />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {report && (
        <>
          <Facts
            rows={[
              [t('dutyReport.standing'), <LateTag report={report} />],
              [
                t('detail.place'),
                <>
                  <Link to="/compounds/$id" params={{ id: report.compoundId }}>
                    {report.compoundName}
                  </Link>{' '}
                  <span className="muted">{[places.path(report.division), report.spot].filter(Boolean).join(' · ')}</span>
                </>,
              ],
              [t('registry.firm'), report.enterpriseName],
              [t('dutyReport.what'), <span className="pre">{report.what}</span>],
              [t('dutyReport.dissuaded'), <span className="pre">{report.dissuaded}</span>],
              [t('dutyReport.reportedTo'), report.reportedTo.map((one) => t(`dutyReport.to.${one}`)).join('、')],
              report.hazardId
                ? [
                    t('search.hazards'),
                    <Link to="/hazards/$id" params={{ id: report.hazardId }}>
                      {t('desk.openFull')}
                    </Link>,
                  ]
                : null,
              [t('detail.foundAt'), instant(report.foundAt)],
              [t('dutyReport.dueAt'), instant(report.dueAt)],
              [t('dutyReport.filedAt'), `${instant(report.filedAt)} · ${report.by.name}`],
            ]}
          />
          <RuleOf policy={report.policy} />
          <div className="case-photos">
            <Photos photos={report.photos} />
          </div>
        </>
      )}
    </Drawer>
  );
}

export function DutyReports() {
  const t = useT();
  const me = useMe();
  const navigate = useNavigate({ from: '/duty-reports' });
  const { late, id } = route.useSearch();
  const pages = usePages<DutyReport>(['duty-reports', late], (cursor, signal) =>
    listDutyReports({ cursor, limit: 50, ...(late && { isLate: 'true' }) }, signal),
  );
  const files = mayCall(dutyReportOperations.fileDutyReport, me.role);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('dutyReport.title')}</h1>
          <div className="muted">{t('dutyReport.hint')}</div>
        </div>
        <div className="page-tools">
          {[false, true].map((one) => (
            <button
              key={String(one)}
              type="button"
              className={`pill ${Boolean(late) === one ? 'is-on' : ''}`}
              aria-pressed={Boolean(late) === one}
              onClick={() => void navigate({ search: { late: one || undefined } })}
            >
              {t(one ? 'dutyReport.lateOnly' : 'app.all')}
            </button>
          ))}
          {files && (
            <Link to="/duty-reports/new" className="link-button">
              {t('dutyReport.new')}
            </Link>
          )}
        </div>
      </div>
      <PagedRows
        pages={pages}
        empty={{ title: t(late ? 'dutyReport.emptyLate' : 'dutyReport.empty'), text: t('dutyReport.emptyText') }}
        row={(report) => <DutyReportRow key={report.id} report={report} />}
      />
      {id && <One id={id} onClose={() => void navigate({ search: (old) => ({ ...old, id: undefined }) })} />}
    </div>
  );
}
