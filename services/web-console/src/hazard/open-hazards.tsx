/** Open hazards in a few words each, for the files of compounds and firms. */
import { Link } from '@tanstack/react-router';
import type { HazardSummary } from '@anju/contracts/hazards';
import { clockFor } from '../actions.js';
import { useMinute } from '../clock.js';
import { ClassTag, RiskMark } from '../parts/risk.js';
import { instant, leftOf } from '../parts/time.js';
import { Empty } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSay, useT } from '../words/i18n.js';

export function OpenHazards({ hazards, empty }: { hazards: readonly HazardSummary[]; empty?: string }) {
  const t = useT();
  const say = useSay();
  const me = useMe();
  const now = useMinute();
  if (hazards.length === 0)
    return empty ? <Empty title={empty} /> : <Empty title={t('compound.noHazards')} text={t('compound.noHazardsText')} />;
  return (
    <ul className="mini-list">
      {hazards.map((hazard) => {
        const shown = clockFor(hazard, me);
        const left = shown && leftOf(shown.clock, now, t);
        return (
          <li key={hazard.id}>
            <RiskMark level={hazard.riskLevel} />
            <Link to="/hazards/$id" params={{ id: hazard.id }}>
              {say(hazard.title)}
            </Link>
            <ClassTag of={hazard.class} />
            <span
              className={`mini-due ${left?.isOver ? 'is-over' : shown?.isMine ? 'is-mine' : ''}`}
              title={shown && instant(shown.clock.dueAt)}
            >
              {left?.text ?? '–'}
            </span>
            <span className="muted">{t(`state.${hazard.state}`)}</span>
          </li>
        );
      })}
    </ul>
  );
}
