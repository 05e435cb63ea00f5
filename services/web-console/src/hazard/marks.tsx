/** What stands beside a case besides its state: tags in one line, and banners for what changes everything about it. */
import { Link } from '@tanstack/react-router';
import type { Hazard, HazardSummary } from '@anju/contracts/hazards';
import type { CaseRef } from '@anju/contracts/hazard-records';
import { useT } from '../words/i18n.js';

export function Marks({ hazard, returns = 0 }: { hazard: HazardSummary; returns?: number | undefined }) {
  const t = useT();
  const marks: [string, string?][] = [
    ...(hazard.suspension ? [[t('detail.suspended'), 'tag-red'] as [string, string]] : []),
    ...(hazard.listing && !hazard.listing.delisted ? [[t('detail.listed'), 'tag-red'] as [string, string]] : []),
    ...(hazard.isSupervised ? [[t('detail.supervised')] as [string]] : []),
    ...(hazard.extension ? [[t('detail.extensionPending'), 'tag-orange'] as [string, string]] : []),
    ...(hazard.transferredTo ?? []).map((one): [string] => [t('detail.transferredTo', { department: t(`department.${one}`) })]),
    ...(hazard.urgedCount > 0 ? [[t('detail.urged', { n: hazard.urgedCount })] as [string]] : []),
    ...(hazard.escalationLevel > 0 ? [[t('detail.escalation', { n: hazard.escalationLevel })] as [string]] : []),
    ...(hazard.repeats ? [[t('detail.repeats', { n: hazard.repeats })] as [string]] : []),
    ...(returns > 0 ? [[t('detail.returned', { n: returns })] as [string]] : []),
  ];
  return marks.map(([words, colour]) => (
    <span key={words} className={`tag ${colour ?? ''}`}>
      {words}
    </span>
  ));
}

function Other({ title, to }: { title: string; to: CaseRef }) {
  return (
    <p className="case-note" role="status">
      <b>{title}</b>{' '}
      <Link to="/hazards/$id" params={{ id: to.id }}>
        {to.number}
      </Link>
    </p>
  );
}
export function Banners({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const { suspension, mergedInto, relapsedFrom, relapsedAs, state, endReason } = hazard;
  return (
    <>
      {suspension && (
        <p className="case-note is-red" role="alert">
          <b>{t('detail.suspended')}</b>
          <span>{t('detail.suspendedText', { department: t(`department.${suspension.department}`), extent: suspension.extent })}</span>
        </p>
      )}
      {mergedInto && <Other title={t('detail.mergedInto')} to={mergedInto} />}
      {relapsedFrom && <Other title={t('detail.relapsedFrom')} to={relapsedFrom} />}
      {relapsedAs && <Other title={t('detail.relapsedAs')} to={relapsedAs} />}
      {state === 'VOID' && endReason && (
        <p className="case-note" role="status">
          {t('detail.voidBecause', { reason: endReason })}
        </p>
      )}
    </>
  );
}
