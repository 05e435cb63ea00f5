/** The content of a rule as people read it, one reader per kind; a kind without one is shown as a tree. */
import { useState } from 'react';
import { Input, Table } from 'antd';
import type {
  DeadlineRule,
  HazardCatalogue,
  HazardDeadlines,
  HazardItem,
  Holidays,
  PhotoLimits,
  PolicyDocument,
  WorkingTime,
} from '@anju/contracts/policies';
import { useQuery } from '@tanstack/react-query';
import { catalogueQuery } from '../../api/hazards.js';
import { usePhone } from '../../parts/phone.js';
import { daysBetween } from '../compound-history.js';
import { ClassTag, RiskMark } from '../../parts/risk.js';
import { Empty, Facts } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';
import { Tree } from './parts.js';
import { amountWords, stepWords, weekdayWord } from './words.js';

/** For which hazards a deadline is; all that its duty knows where it names nothing. */
export function Applies({
  rule: { class: hazardClass, riskLevel, itemCode },
}: {
  rule: Pick<DeadlineRule, 'class' | 'riskLevel' | 'itemCode'>;
}) {
  const t = useT();
  const say = useSay();
  const catalogue = useQuery({ ...catalogueQuery(), enabled: itemCode !== undefined });
  const item = catalogue.data?.find(({ code }) => code === itemCode);
  if (!hazardClass && !riskLevel && !itemCode) return <span className="muted">{t('rules.appliesToAll')}</span>;
  return (
    <span className="applies">
      {hazardClass && <ClassTag of={hazardClass} evenOrdinary />}
      {riskLevel && (
        <>
          <RiskMark level={riskLevel} /> {t(`risk.${riskLevel}`)}
        </>
      )}
      {itemCode && <code className="code">{itemCode}</code>}
      {item && <span className="muted small applies-item">{say(item.title)}</span>}
    </span>
  );
}

function Deadlines({ content: { rules, escalation } }: { content: HazardDeadlines }) {
  const t = useT();
  const duties = [...new Set(rules.map(({ duty }) => duty))];
  return (
    <>
      <div className="grid-table">
        <table className="rule-table">
          <thead>
            <tr>
              <th scope="col">{t('duty.label')}</th>
              <th scope="col">{t('rules.applies')}</th>
              <th scope="col" className="is-right">
                {t('rules.within')}
              </th>
            </tr>
          </thead>
          {duties.map((duty) => {
            const own = rules.filter((rule) => rule.duty === duty);
            return (
              <tbody key={duty}>
                {own.map((rule, index) => (
                  <tr key={index}>
                    {index === 0 && (
                      <th scope="rowgroup" rowSpan={own.length}>
                        {t(`duty.${duty}`)}
                      </th>
                    )}
                    <td>
                      <Applies rule={rule} />
                    </td>
                    <td className="is-right">
                      {amountWords(rule, t)}
                      {rule.isPlanBased && <span className="muted small"> {t('rules.byPlan')}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            );
          })}
        </table>
      </div>
      <p className="muted small">{t('rules.mostSpecific')}</p>
      {escalation.length > 0 && (
        <>
          <h3>{t('rules.escalation')}</h3>
          <Ladder steps={escalation} />
        </>
      )}
    </>
  );
}

function Ladder({ steps }: { steps: HazardDeadlines['escalation'] }) {
  const t = useT();
  const say = useSay();
  return (
    <ol className="ladder">
      {steps.map((step, index) => (
        <li key={index}>
          <b>{t('eventText.level', { n: step.level })}</b>
          <span>{stepWords(step, t)}</span>
          <span className="muted">{say(step.to)}</span>
        </li>
      ))}
    </ol>
  );
}

function Catalogue({ content: { items } }: { content: HazardCatalogue }) {
  const t = useT();
  const say = useSay();
  const phone = usePhone();
  const departmentsOf = ({ departments }: HazardItem): string => departments.map((one) => t(`department.${one}`)).join('、');
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = items.filter((item) => `${item.code} ${say(item.title)} ${say(item.basis)}`.toLowerCase().includes(wanted));
  return (
    <>
      <div className="page-tools rule-tools">
        <Input
          allowClear
          className="page-search"
          value={typed}
          placeholder={t('rules.findItem')}
          aria-label={t('rules.findItem')}
          onChange={({ target }) => setTyped(target.value)}
        />
        <span className="muted small">{t('desk.shown', { shown: shown.length, total: items.length })}</span>
      </div>
      {shown.length === 0 ? (
        <Empty title={t('rules.noItem')} text={t('rules.noItemText')} />
      ) : (
        <div className="grid-table">
          <Table<HazardItem>
            size="small"
            pagination={false}
            dataSource={shown}
            rowKey={({ code }) => code}
            columns={[
              { title: t('rules.code'), key: 'code', width: 64, render: (_, { code }) => <code className="code">{code}</code> },
              {
                title: t('rules.item'),
                key: 'item',
                render: (_, item) => (
                  <>
                    <div>
                      {say(item.title)}{' '}
                      {item.kind === 'incident' ? (
                        <span className="tag tag-red">{t('ruleItemKind.incident')}</span>
                      ) : (
                        <ClassTag of={item.defaultClass} />
                      )}
                    </div>
                    <div className="muted small">{say(item.basis)}</div>
                    {phone && (
                      <div className="small">
                        {t(`riskShort.${item.defaultRiskLevel}`)} · {t(`fixer.${item.fixer}`)} · {departmentsOf(item)}
                      </div>
                    )}
                    {item.subtypes?.map((one) => (
                      <div key={one.subtype} className="muted small">
                        {t('rules.subtype')} {say(one.title)}
                      </div>
                    ))}
                  </>
                ),
              },
              {
                title: t('risk.label'),
                key: 'risk',
                width: 110,
                hidden: phone,
                render: (_, { defaultRiskLevel }) => (
                  <span className="applies">
                    <RiskMark level={defaultRiskLevel} /> {t(`riskShort.${defaultRiskLevel}`)}
                  </span>
                ),
              },
              { title: t('rules.fixer'), key: 'fixer', width: 130, hidden: phone, render: (_, { fixer }) => t(`fixer.${fixer}`) },
              {
                title: t('rules.departments'),
                key: 'departments',
                width: 170,
                hidden: phone,
                render: (_, item) => departmentsOf(item),
              },
            ]}
          />
        </div>
      )}
    </>
  );
}

/** Days that follow each other are one stretch. */
const stretches = (days: readonly string[]): [first: string, last: string][] =>
  [...days].sort().reduce<[string, string][]>((found, day) => {
    const open = found.at(-1);
    if (open && daysBetween(open[1], day) === 1) open[1] = day;
    else found.push([day, day]);
    return found;
  }, []);

function Calendar({ content: { year, holidays, makeUpDays } }: { content: Holidays }) {
  const t = useT();
  const dayWords = (day: string): string => `${day.slice(5)} ${weekdayWord(new Date(`${day}T00:00:00Z`).getUTCDay() || 7, t)}`;
  return (
    <div className="columns rule-calendar">
      <div>
        <h3>{t('rules.holidays', { year, n: holidays.length })}</h3>
        <ul className="days">
          {stretches(holidays).map(([first, last]) => (
            <li key={first}>
              <span>{first === last ? dayWords(first) : `${dayWords(first)} – ${dayWords(last)}`}</span>
              <span className="muted">{t('time.days', { n: daysBetween(first, last) + 1 })}</span>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3>{t('rules.makeUpDays', { n: makeUpDays.length })}</h3>
        <ul className="days">
          {makeUpDays.map((day) => (
            <li key={day}>
              <span>{dayWords(day)}</span>
            </li>
          ))}
        </ul>
        {makeUpDays.length === 0 && <p className="muted">{t('app.none')}</p>}
      </div>
    </div>
  );
}

function Hours({ content: { hours, weekdays } }: { content: WorkingTime }) {
  const t = useT();
  return (
    <Facts
      rows={[
        [t('ruleMember.weekdays'), weekdays.map((day) => weekdayWord(day, t)).join('、')],
        [t('ruleMember.hours'), hours.map(([from, to]) => `${from}–${to}`).join('、')],
      ]}
    />
  );
}

function Photos({ content: { maxBytes, maxCount, mediaTypes } }: { content: PhotoLimits }) {
  const t = useT();
  return (
    <Facts
      rows={[
        [t('ruleMember.maxBytes'), `${(maxBytes / 1_048_576).toFixed(1)} MB`],
        [t('ruleMember.maxCount'), t('eventText.photos', { n: maxCount })],
        [t('ruleMember.mediaTypes'), mediaTypes.map((type) => type.replace('image/', '').toUpperCase()).join('、')],
      ]}
    />
  );
}

export function RuleContent({ document }: { document: Pick<PolicyDocument, 'kind' | 'content'> }) {
  const { kind, content } = document as PolicyDocument;
  switch (kind) {
    case 'hazard-deadlines':
      return <Deadlines content={content} />;
    case 'hazard-catalogue':
      return <Catalogue content={content} />;
    case 'holidays':
      return <Calendar content={content} />;
    case 'working-time':
      return <Hours content={content} />;
    case 'photo-limits':
      return <Photos content={content} />;
    default:
      return <Tree value={content} />;
  }
}
