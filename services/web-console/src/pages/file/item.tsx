/** What: family, then an item of the catalogue by code or words. An emergency says at once whom to telephone. */
import { useState } from 'react';
import { Button, Checkbox, Input } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { HazardFamily, classAtReport, itemFor, type HazardItem } from '@anju/contracts/policies';
import { catalogueQuery } from '../../api/hazards.js';
import type { Form } from '../../outbox/filing.js';
import { ClassTag, RiskMark } from '../../parts/risk.js';
import { Failed, Loading } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';

export const useItem = (form: Form): HazardItem | undefined => {
  const catalogue = useQuery(catalogueQuery(form.place?.division));
  const item = catalogue.data?.find(({ code }) => code === form.item?.code);
  return item && (itemFor(item, form.subtype) ?? item);
};

export function CallNow({ calls }: { calls: NonNullable<HazardItem['callNow']> }) {
  const t = useT();
  const say = useSay();
  return (
    <section className="card card-red" role="alert">
      <b>{t('file.incident')}</b>
      <div className="muted">{t('file.incidentText')}</div>
      <div className="calls">
        {calls.map(({ name, phone }) => (
          <Button key={phone} size="large" danger href={`tel:${phone}`}>
            {say(name)} {phone}
          </Button>
        ))}
      </div>
    </section>
  );
}

export function ItemStep({ form, onChange }: { form: Form; onChange: (part: Partial<Form>) => void }) {
  const t = useT();
  const say = useSay();
  const [typed, setTyped] = useState('');
  const catalogue = useQuery(catalogueQuery(form.place?.division));
  const item = useItem(form);
  const whole = catalogue.data?.find(({ code }) => code === form.item?.code);
  const families = (
    <div className="families" role="radiogroup" aria-label={t('family.label')}>
      {HazardFamily.options.map((family) => (
        <button
          key={family}
          type="button"
          role="radio"
          aria-checked={form.family === family}
          className={form.family === family ? 'is-on' : ''}
          onClick={() =>
            form.family !== family &&
            onChange({ family, item: undefined, facts: undefined, subtype: undefined, isSuspectedMajor: undefined })
          }
        >
          {t(`familyTile.${family}`)}
        </button>
      ))}
    </div>
  );
  if (form.item && item) {
    const ofClass = classAtReport(item, form.facts ?? {});
    return (
      <>
        {families}
        <section className="card">
          <h2>{t('file.item')}</h2>
          <div className="card-line">
            <b>
              {form.item.code} {say(form.item.title)}
            </b>
            <Button type="link" onClick={() => onChange({ item: undefined, subtype: undefined, isSuspectedMajor: undefined })}>
              {t('file.change')}
            </Button>
          </div>
          <div className="item-class">
            {item.kind === 'hazard' && ofClass === 'SUSPECTED_MAJOR' && (
              <span className="tag tag-red">
                <RiskMark level="RED" size={10} />
                {item.defaultClass === 'SUSPECTED_MAJOR' ? t('file.suspectedByDefault') : t('file.suspectedByFacts')}
              </span>
            )}
            {item.kind === 'hazard' && ofClass === 'ORDINARY' && item.mayBeSuspected && (
              <Checkbox
                checked={form.isSuspectedMajor ?? false}
                onChange={(event) => onChange({ isSuspectedMajor: event.target.checked || undefined })}
              >
                {t('file.suspect')}
              </Checkbox>
            )}
            <div className="muted small">
              {t('file.basis')} {say(item.basis)}
            </div>
          </div>
          {whole?.subtypes && (
            <div className="recent" role="radiogroup" aria-label={t('file.subtype')}>
              {whole.subtypes.map(({ subtype, title }) => (
                <button
                  key={subtype}
                  type="button"
                  role="radio"
                  aria-checked={form.subtype === subtype}
                  className={`pill ${form.subtype === subtype ? 'is-on' : ''}`}
                  onClick={() => onChange({ subtype: form.subtype === subtype ? undefined : subtype })}
                >
                  {say(title)}
                </button>
              ))}
            </div>
          )}
        </section>
        {item.kind === 'incident' && item.callNow && <CallNow calls={item.callNow} />}
      </>
    );
  }
  const q = typed.trim().toLowerCase();
  const found = (catalogue.data ?? []).filter(
    ({ family, code, title, detail }) =>
      (q !== '' || family === form.family) &&
      (!form.family || family === form.family) &&
      (q === '' || [code, title.zh, title.en, detail?.zh, detail?.en].some((text) => text?.toLowerCase().includes(q))),
  );
  return (
    <>
      {families}
      <section className="card">
        <h2>{t('file.item')}</h2>
        <Input
          size="large"
          allowClear
          value={typed}
          placeholder={t('file.itemSearch')}
          aria-label={t('file.itemSearch')}
          onChange={(event) => setTyped(event.target.value)}
        />
        {catalogue.isPending && <Loading />}
        {catalogue.error && <Failed error={catalogue.error} retry={() => void catalogue.refetch()} />}
        {!form.family && q === '' && <div className="muted hint">{t('file.chooseFamilyFirst')}</div>}
        {catalogue.data && (form.family || q !== '') && found.length === 0 && <div className="muted hint">{t('file.itemNone')}</div>}
        {found.length > 0 && (
          <ul className="choices">
            {found.slice(0, 30).map((one) => (
              <li key={one.code}>
                <button
                  type="button"
                  onClick={() => {
                    setTyped('');
                    onChange({
                      family: one.family,
                      item: { code: one.code, title: one.title, kind: one.kind },
                      ...(one.family !== form.family && { facts: undefined }),
                    });
                  }}
                >
                  <span>
                    <RiskMark level={one.defaultRiskLevel} size={11} /> <small className="code">{one.code}</small> {say(one.title)}
                  </span>
                  {one.kind === 'incident' ? <span className="tag tag-red">{t('mine.incident')}</span> : <ClassTag of={one.defaultClass} />}
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
