/** Where a number comes from: how it is counted, how it went, and every event that makes it up. */
import { Suspense, lazy } from 'react';
import { Button, Drawer } from 'antd';
import { Link } from '@tanstack/react-router';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { CloudEvent } from '@anju/contracts/event';
import type { FigureName } from '@anju/contracts/command-center';
import type { Person } from '@anju/contracts/actors';
import type { HazardSummary } from '@anju/contracts/hazards';
import type { z } from 'zod';
import { explainNumber } from '../../api/command-center.js';
import { useLive } from '../../live/use-live.js';
import { eventTitle } from '../../parts/timeline.js';
import { instant } from '../../parts/time.js';
import { Empty, Failed, Loading } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';
import { figureColour, figureValue } from './figures.js';

const Trend = lazy(() => import('../../parts/charts.js').then(({ Trend: component }) => ({ default: component })));

export function Explained({ name, onClose }: { name: z.infer<typeof FigureName>; onClose: () => void }) {
  const t = useT();
  const say = useSay();
  const { hazards } = useLive();
  const pages = useInfiniteQuery({
    queryKey: ['explain', name],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => explainNumber({ name, cursor: pageParam }, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: undefined,
  });
  const first = pages.data?.pages[0];
  const events = pages.data?.pages.flatMap((page) => page.events) ?? [];
  const row = (event: CloudEvent) => {
    const data = event.data as Partial<HazardSummary> & { by?: Person };
    const known = data.title ? (data as HazardSummary) : hazards.get(event.subject);
    const person = data.by ?? data.reportedBy;
    return (
      <li key={event.id}>
        <time>{instant(event.time).slice(5)}</time>
        <div>
          <div>
            <Link to="/hazards/$id" params={{ id: event.subject }}>
              {known ? say(known.title) : eventTitle(event.type, t)}
            </Link>
          </div>
          <div className="muted small">
            {[
              known?.number,
              known?.compoundName,
              eventTitle(event.type, t),
              person && (person.role === 'platform' ? t('role.platform') : person.name),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </div>
      </li>
    );
  };
  return (
    <Drawer open size={480} title={first ? say(first.figure.title) : t('desk.figure')} onClose={onClose}>
      {pages.isPending && <Loading />}
      {pages.error && !first && <Failed error={pages.error} retry={() => void pages.refetch()} />}
      {first && (
        <div className="explained">
          <div className="explained-value">
            <b style={{ color: figureColour(first.figure) ? `var(--${figureColour(first.figure)})` : undefined }}>
              {figureValue(first.figure)}
            </b>{' '}
            {say(first.figure.unit)}
            {first.figure.denominator !== undefined && (
              <span className="muted">{t('desk.figureRate', { n: first.figure.numerator ?? 0, d: first.figure.denominator })}</span>
            )}
          </div>
          <p>{say(first.figure.definition)}</p>
          {first.figure.trend.length > 1 && (
            <>
              <div className="muted small">{t('desk.figureTrend', { n: first.figure.trend.length })}</div>
              <Suspense fallback={<div className="chart-space" />}>
                <Trend day={first.day} values={first.figure.trend} unit={say(first.figure.unit)} />
              </Suspense>
            </>
          )}
          <h3>
            {t('desk.figureEvents')} <span className="muted">{t('desk.count', { n: first.total })}</span>
          </h3>
          {events.length === 0 ? (
            <Empty title={t('desk.figureNone')} />
          ) : (
            <ol className="explained-events">{events.map(({ event }) => row(event as CloudEvent))}</ol>
          )}
          {pages.hasNextPage && (
            <div className="more">
              <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
                {t('app.loadMore')}
              </Button>
            </div>
          )}
        </div>
      )}
    </Drawer>
  );
}
