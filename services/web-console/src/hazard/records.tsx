/** What was put on record about a case, kind by kind, newest first: plans, control, more time, findings, checks, listings. */
import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import type { Person } from '@anju/contracts/actors';
import type { Hazard } from '@anju/contracts/hazards';
import type { Listing, Photo } from '@anju/contracts/hazard-records';
import { useMinute } from '../clock.js';
import { Photos } from '../parts/photos.js';
import { instant, short } from '../parts/time.js';
import { Facts, Panel } from '../parts/view.js';
import { useT } from '../words/i18n.js';

interface RecordProps {
  readonly at: string;
  readonly by: Person;
  readonly head?: ReactNode;
  readonly colour?: 'ok' | 'mine' | undefined;
  readonly lines?: readonly (ReactNode | undefined)[];
  readonly photos?: readonly Photo[] | undefined;
  readonly tag?: string | false | undefined;
  readonly children?: ReactNode;
}
function Entry({ at, by, head, colour, lines = [], photos, tag, children }: RecordProps) {
  const t = useT();
  const now = useMinute();
  return (
    <div className={`record ${tag ? 'is-void' : ''}`}>
      <div>
        {head && <b className={colour ? `is-${colour}` : ''}>{head}</b>} {tag && <span className="tag">{tag}</span>}{' '}
        <span className="muted" title={instant(at)}>
          {by.role === 'platform' ? t('role.platform') : `${t(`role.${by.role}`)} ${by.name}`} · {short(at, now)}
        </span>
      </div>
      {lines.filter(Boolean).map((line, i) => (
        <div key={i} className="pre">
          {line}
        </div>
      ))}
      {children}
      {photos && <Photos photos={photos} />}
    </div>
  );
}

function Group<T extends { readonly at: string }>({
  title,
  items = [],
  of,
}: {
  title: string;
  items?: readonly T[] | undefined;
  of: (item: T, isLatest: boolean) => ReactNode;
}) {
  if (items.length === 0) return null;
  return <Panel title={title}>{items.map((item, i) => of(item, i === items.length - 1)).reverse()}</Panel>;
}

function ListingSteps({ listing }: { listing: Listing }) {
  const t = useT();
  const steps = [
    ...(['published', 'filed-with-city'] as const).map((step) => ({ step, word: t(`listingStep.${step}`), from: listing.records })),
    ...(listing.delisted
      ? (['published', 'filed-with-city'] as const).map((step) => ({
          step,
          word: t(`delistingStep.${step}`),
          from: listing.delisted!.records,
        }))
      : []),
  ];
  return (
    <Facts
      rows={[
        [t('detail.limitOn'), listing.limitOn],
        ...steps.map(({ step, word, from }): [string, ReactNode] => {
          const found = from.find((record) => record.step === step);
          return [
            word,
            found ? (
              [found.on, found.medium, found.documentNo].filter(Boolean).join(' · ')
            ) : (
              <span className="muted">{t('detail.notRecorded')}</span>
            ),
          ];
        }),
      ]}
    />
  );
}

export function Records({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const { listing, suspension, extension } = hazard;
  const extensions = [...(hazard.extensions ?? []), ...(extension ? [extension] : [])];
  const suspensions = [...(hazard.suspensions ?? []), ...(suspension ? [suspension] : [])];
  return (
    <>
      <Group
        title={t('detail.plans')}
        items={hazard.plans}
        of={({ at, by, finishOn, ...plan }, isLatest) => (
          <Entry key={at} at={at} by={by} tag={!isLatest && t('detail.superseded')}>
            <Facts
              rows={[
                [t('plan.responsibility'), plan.responsibility],
                [t('plan.measures'), plan.measures],
                [t('plan.funds'), plan.funds],
                [t('plan.finishOn'), finishOn],
                [t('plan.contingency'), plan.contingency],
              ]}
            />
          </Entry>
        )}
      />
      <Group
        title={t('detail.controls')}
        items={hazard.controls}
        of={({ at, by, measures, photos }) => <Entry key={at} at={at} by={by} lines={[measures]} photos={photos} />}
      />
      <Group
        title={t('detail.extensions')}
        items={extensions}
        of={({ at, by, until, reason, decision, withdrawnAt }) => (
          <Entry key={at} at={at} by={by} head={t('detail.extensionAsked', { until })} lines={[reason]}>
            {decision ? (
              <Entry
                at={decision.at}
                by={decision.by}
                head={decision.isGranted ? t('detail.extensionGranted', { until: decision.until ?? until }) : t('detail.extensionRefused')}
                colour={decision.isGranted ? 'ok' : 'mine'}
                lines={[decision.reason]}
              />
            ) : (
              <div className="muted">{t(withdrawnAt ? 'detail.extensionWithdrawn' : 'detail.extensionPending')}</div>
            )}
          </Entry>
        )}
      />
      {listing && (
        <Panel title={t('detail.listing')}>
          <Entry
            at={listing.at}
            by={listing.by}
            head={listing.delisted ? t('detail.delisted') : t('detail.listed')}
            colour={listing.delisted ? 'ok' : 'mine'}
            lines={[listing.reason, listing.documentNo, listing.delisted?.reason]}
          >
            <ListingSteps listing={listing} />
          </Entry>
        </Panel>
      )}
      <Group
        title={t('detail.suspensions')}
        items={suspensions}
        of={({ at, by, department, extent, reason, documentNo, resumed }) => (
          <Entry key={at} at={at} by={by} head={`${t(`department.${department}`)} · ${extent}`} lines={[reason, documentNo]}>
            {resumed && (
              <Entry at={resumed.at} by={resumed.by} head={t('event.hazard.place-resumed.v1')} colour="ok" lines={[resumed.reason]} />
            )}
          </Entry>
        )}
      />
      <Group
        title={t('detail.transfers')}
        items={hazard.transfers}
        of={({ at, by, department, reason, documentNo }) => (
          <Entry key={at} at={at} by={by} head={t(`department.${department}`)} lines={[reason, documentNo]} />
        )}
      />
      <Group
        title={t('detail.decisions')}
        items={hazard.decisions}
        of={({ at, by, decision, department, criteriaVersion, clauses, reason }) => (
          <Entry
            key={at}
            at={at}
            by={by}
            head={`${t(`department.${department}`)} · ${t(`event.hazard.major-${decision}.v1`)}`}
            colour={decision === 'confirmed' ? 'mine' : undefined}
            lines={[`${criteriaVersion} ${clauses.join('、')}`, reason]}
          />
        )}
      />
      <Group
        title={t('detail.rectifications')}
        items={hazard.rectifications}
        of={({ at, by, note, photos }) => <Entry key={at} at={at} by={by} lines={[note]} photos={photos} />}
      />
      <Group
        title={t('detail.rechecks')}
        items={hazard.rechecks}
        of={({ at, by, passed, note, photos, isVoid }) => (
          <Entry
            key={at}
            at={at}
            by={by}
            head={t(passed ? 'detail.passed' : 'detail.failed')}
            colour={passed ? 'ok' : 'mine'}
            tag={isVoid && t('detail.voided')}
            lines={[note]}
            photos={photos}
          />
        )}
      />
      <Group
        title={t('detail.lookBacks')}
        items={hazard.lookBacks}
        of={({ at, by, outcome, note, photos, relapsedAs }) => (
          <Entry
            key={at}
            at={at}
            by={by}
            head={t(outcome === 'relapsed' ? 'eventText.relapsed' : 'eventText.stillFixed')}
            colour={outcome === 'relapsed' ? 'mine' : 'ok'}
            lines={[
              note,
              relapsedAs && (
                <Link to="/hazards/$id" params={{ id: relapsedAs.id }}>
                  {relapsedAs.number}
                </Link>
              ),
            ]}
            photos={photos}
          />
        )}
      />
      <Group
        title={t('detail.returns')}
        items={hazard.returns}
        of={({ at, by, note }) => <Entry key={at} at={at} by={by} lines={[note]} />}
      />
      <Group
        title={`${t('detail.reporters')} ${hazard.reporters?.length ?? ''}`}
        items={hazard.reporters}
        of={({ at, by, description, from }) => (
          <Entry
            key={at + by.sub}
            at={at}
            by={by}
            lines={[
              description,
              from && (
                <Link to="/hazards/$id" params={{ id: from.id }}>
                  {t('detail.fromCase', { number: from.number })}
                </Link>
              ),
            ]}
          />
        )}
      />
    </>
  );
}
