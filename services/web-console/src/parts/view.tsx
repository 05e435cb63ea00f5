/** The three things a page shows when it has nothing to show: it is coming, there is none (and how it comes), or it failed (and what to do). */
import type { ReactNode } from 'react';
import { Button, Spin } from 'antd';
import { Refused } from '../api/client.js';
import { useT } from '../words/i18n.js';

export function Loading({ text }: { text?: string }) {
  const t = useT();
  return (
    <div className="view" role="status">
      <Spin delay={200} />
      <span className="view-text">{text ?? t('app.loading')}</span>
    </div>
  );
}

export function Empty({ title, text, action }: { title: string; text?: string | undefined; action?: ReactNode }) {
  return (
    <div className="view">
      <div className="view-title">{title}</div>
      {text && <div className="view-text">{text}</div>}
      {action}
    </div>
  );
}

export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  const t = useT();
  const refused = error instanceof Refused ? error : undefined;
  return (
    <div className="view" role="alert">
      <div className="view-title">{refused?.title ?? t('problem.unknown')}</div>
      <div className="view-text">{refused?.detail ?? t('problem.unknownNext')}</div>
      {retry && <Button onClick={retry}>{t('app.retry')}</Button>}
      {refused?.problem?.traceId && <code className="view-trace">{t('app.trace', { id: refused.problem.traceId })}</code>}
    </div>
  );
}

export const Kbd = ({ children }: { children: ReactNode }) => <kbd className="kbd">{children}</kbd>;

export function Panel({
  title,
  extra,
  children,
  className,
}: {
  title?: ReactNode;
  extra?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`panel ${className ?? ''}`}>
      {(title || extra) && (
        <header className="panel-head">
          <h2>{title}</h2>
          <div className="panel-extra">{extra}</div>
        </header>
      )}
      {children}
    </section>
  );
}

export type FactRow = readonly [ReactNode, ReactNode] | null | undefined | false;
export function Facts({ rows }: { rows: readonly FactRow[] }) {
  return (
    <dl className="facts">
      {rows.map(
        (row, i) =>
          row && (
            <div key={i}>
              <dt>{row[0]}</dt>
              <dd>{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
