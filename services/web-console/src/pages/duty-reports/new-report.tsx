/**
 * A firm reports within the time of the rule what it found and could not stop. The clock runs from the finding and is shown
 * while typing; a report that is late already is taken all the same and says so before it is sent.
 */
import { useState } from 'react';
import { Button, Checkbox, DatePicker, Input } from 'antd';
import dayjs from 'dayjs';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { v7 } from 'uuid';
import { ReportedTo, type FileDutyReport } from '@anju/contracts/duty-reports';
import { Refused } from '../../api/client.js';
import { hazardQuery, ruleQuery } from '../../api/hazards.js';
import { fileDutyReport } from '../../api/permits.js';
import { now, useMinute } from '../../clock.js';
import { OwnCompound } from '../../parts/own-compound.js';
import { PhotoPicker, type PickedPhoto } from '../../parts/photo-picker.js';
import { duration } from '../../parts/time.js';
import { useDraft } from '../../parts/use-draft.js';
import { useMe } from '../../session.js';
import { useSay, useT } from '../../words/i18n.js';
import '../../styles/phone.css';

const route = getRouteApi('/duty-reports/new');
interface Draft {
  readonly id: string;
  readonly compoundId?: string | undefined;
  readonly spot?: string | undefined;
  readonly what: string;
  readonly dissuaded: string;
  readonly reportedTo: ReportedTo[];
  readonly foundAt: string;
}
const blank = (): Draft => ({
  id: v7(),
  what: '',
  dissuaded: '',
  reportedTo: ['owners-committee', 'subdistrict'],
  foundAt: new Date(Math.floor(now() / 60_000) * 60_000).toISOString(),
});

export function NewReport() {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const minute = useMinute();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { hazard: hazardId } = route.useSearch();
  const [draft, update, forget] = useDraft<Draft>(`anju.duty-report.${me.sub}.${hazardId ?? ''}`, blank);
  const [photos, setPhotos] = useState<readonly PickedPhoto[]>([]);
  const [tried, setTried] = useState(false);
  const hazard = useQuery({ ...hazardQuery(hazardId ?? ''), enabled: hazardId !== undefined });
  const rule = useQuery(ruleQuery('duty-report', me.divisions[0]));
  const send = useMutation({
    mutationFn: (body: FileDutyReport) => fileDutyReport(body),
    onSuccess: (report) => {
      forget();
      void client.invalidateQueries({ queryKey: ['duty-reports'] });
      void navigate({ to: '/duty-reports', search: { id: report.id } });
    },
  });
  const { id, what, dissuaded, reportedTo, foundAt } = draft;
  const compoundId = draft.compoundId ?? hazard.data?.compoundId;
  const spot = draft.spot ?? hazard.data?.spot ?? '';
  const within = rule.data?.content.within;
  const hours = within?.unit === 'hours' ? within.amount : undefined;
  const left = hours === undefined ? undefined : Date.parse(foundAt) + hours * 3_600_000 - minute;
  const open = [
    !compoundId && t('permit.compound'),
    !what.trim() && t('dutyReport.what'),
    !dissuaded.trim() && t('dutyReport.dissuaded'),
    reportedTo.length === 0 && t('dutyReport.reportedTo'),
  ].filter((one) => one !== false);
  const submit = (): void => {
    setTried(true);
    if (open.length > 0 || !compoundId) return;
    send.mutate({
      id,
      compoundId,
      ...(hazardId && { hazardId }),
      ...(spot.trim() && { spot: spot.trim() }),
      what: what.trim(),
      dissuaded: dissuaded.trim(),
      reportedTo,
      photos: photos.map(({ sha256, takenAt }) => ({ sha256, takenAt })),
      foundAt,
    });
  };
  const refused = send.error instanceof Refused ? send.error : undefined;
  const long = (name: 'what' | 'dissuaded') => (
    <>
      <label htmlFor={name}>
        <h2>{t(`dutyReport.${name}`)}</h2>
      </label>
      <Input.TextArea
        id={name}
        size="large"
        maxLength={1000}
        autoSize={{ minRows: 3 }}
        value={draft[name]}
        placeholder={t(`dutyReport.${name}Placeholder`)}
        onChange={(event) => update({ [name]: event.target.value })}
      />
    </>
  );
  return (
    <div className="page phone-page">
      <div className="page-head phone-head">
        <h1>{t('dutyReport.one')}</h1>
        {left !== undefined && (
          <span className={`send-state ${left < 0 ? 'is-late' : left < 3 * 3_600_000 ? 'is-warn' : 'is-ok'}`}>
            {left < 0 ? t('dutyReport.lateBy', { for: duration(-left, t) }) : t('time.left', { for: duration(left, t) })}
          </span>
        )}
      </div>
      {hazard.data && (
        <section className="card">
          <h2>{t('search.hazards')}</h2>
          <b>{say(hazard.data.title)}</b>
          <div className="muted">
            {hazard.data.number} · {hazard.data.compoundName}
          </div>
        </section>
      )}
      <section className="card">
        <h2>{t('detail.place')}</h2>
        {hazard.data ? (
          <b>{hazard.data.compoundName}</b>
        ) : (
          <OwnCompound value={compoundId} onChange={(chosen) => update({ compoundId: chosen })} />
        )}
        <Input
          size="large"
          maxLength={120}
          value={spot}
          placeholder={t('file.spotPlaceholder')}
          aria-label={t('file.spot')}
          onChange={(event) => update({ spot: event.target.value })}
        />
        <h2>{t('detail.foundAt')}</h2>
        <DatePicker
          size="large"
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          inputReadOnly
          style={{ width: '100%' }}
          aria-label={t('detail.foundAt')}
          maxDate={dayjs(minute)}
          value={dayjs(foundAt)}
          onChange={(value) => value && update({ foundAt: value.toISOString() })}
        />
      </section>
      <section className="card">
        {long('what')}
        {long('dissuaded')}
      </section>
      <section className="card">
        <h2>{t('dutyReport.reportedTo')}</h2>
        <Checkbox.Group className="gear" value={reportedTo} onChange={(value) => update({ reportedTo: value })}>
          {ReportedTo.options.map((one) => (
            <Checkbox key={one} value={one}>
              {t(`dutyReport.to.${one}`)}
            </Checkbox>
          ))}
        </Checkbox.Group>
      </section>
      <section className="card">
        <h2>{t('file.photos')}</h2>
        <PhotoPicker value={photos} onChange={setPhotos} />
      </section>
      {rule.data && <p className="muted small basis">{say(rule.data.basis)}</p>}
      {tried && open.length > 0 && (
        <section className="card card-red" role="alert" ref={(card) => card?.scrollIntoView({ block: 'center' })}>
          <b>{t('permit.stillOpen')}</b>
          <div>{open.join('、')}</div>
        </section>
      )}
      {refused && (
        <section className="card card-red" role="alert">
          <b>{refused.title}</b>
          <div>{refused.detail}</div>
        </section>
      )}
      <div className="bottom-bar">
        <Button
          type="primary"
          size="large"
          block
          loading={send.isPending}
          disabled={photos.some(({ state }) => state !== 'sent')}
          onClick={submit}
        >
          {t('dutyReport.file')}
        </Button>
        {left !== undefined && left < 0 && <div className="muted small">{t('dutyReport.lateHint')}</div>}
      </div>
    </div>
  );
}
