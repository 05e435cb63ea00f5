/** Every deadline of a case with the rule that decided it: which document, which version, on what it rests. */
import type { Hazard } from '@anju/contracts/hazards';
import type { PolicyRef } from '@anju/contracts/hazard-records';
import { isMyDuty } from '../actions.js';
import { useMinute } from '../clock.js';
import { instant, leftOf } from '../parts/time.js';
import { useMe } from '../session.js';
import { useSay, useT } from '../words/i18n.js';

export function RuleOf({ policy }: { policy: PolicyRef }) {
  const t = useT();
  const say = useSay();
  return (
    <div className="small muted rule-of" title={say(policy.basis)}>
      {t('detail.rule')} <span className="code small">{policy.id}</span> {t('detail.version', { n: policy.version })} · {say(policy.basis)}
    </div>
  );
}

export function Clocks({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const me = useMe();
  const now = useMinute();
  if (hazard.clocks.length === 0) return <p className="muted">{t('time.noClock')}</p>;
  return (
    <ul className="clocks">
      {hazard.clocks.map((clock) => {
        const left = leftOf(clock, now, t);
        return (
          <li key={`${clock.duty}${clock.startedAt}`} className={clock.stoppedAt ? 'muted' : ''}>
            <div className="clocks-head">
              <b>{t(`duty.${clock.duty}`)}</b>
              <span className={left.isOver ? 'is-over' : isMyDuty(clock.duty, hazard, me) && !clock.stoppedAt ? 'is-mine' : ''}>
                {left.text}
              </span>
            </div>
            <div className="small muted">
              {instant(clock.startedAt)} → {instant(clock.dueAt)}
            </div>
            <RuleOf policy={clock.policy} />
            {clock.crossesUnknownYear && <div className="small">{t('time.crossesUnknownYear')}</div>}
          </li>
        );
      })}
    </ul>
  );
}
