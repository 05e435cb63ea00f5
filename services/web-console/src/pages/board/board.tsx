/**
 * The board of a member unit: what waits for it, by duty, what is late and what has waited longest; for the county also every
 * department and subdistrict, the most overdue first. Whether a thing was done in time is judged by its own deadline.
 */
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { Board, MemberUnit, OnTime, Task, Unit, UnitBoard } from '@anju/contracts/boards';
import { boardQuery } from '../../api/command-center.js';
import { useMinute } from '../../clock.js';
import { usePlaces } from '../../parts/places.js';
import { ago, instant } from '../../parts/time.js';
import { Empty, Failed, Loading, Panel } from '../../parts/view.js';
import { useMe } from '../../session.js';
import { useSay, useT, type Translate } from '../../words/i18n.js';
import { HazardIndexPanel } from './hazard-index.js';
import '../../styles/files.css';

const useUnitName = (): ((unit: Unit) => string) => {
  const t = useT();
  const places = usePlaces();
  return (unit) => {
    switch (unit.kind) {
      case 'department':
        return t(`department.${unit.department}`);
      case 'enterprise':
        return unit.name ?? t('registry.firm');
      case 'county':
        return t('board.county', { name: unit.name ?? places.name(unit.division) });
      case 'subdistrict':
        return unit.name ?? places.name(unit.division);
    }
  };
};
const inTimeOf = ({ done, inTime, percent }: OnTime, t: Translate): string =>
  percent === undefined ? t('desk.figureNoSample') : `${percent} % (${inTime} / ${done})`;

function Oldest({ task }: { task: Task | undefined }) {
  const t = useT();
  const say = useSay();
  const now = useMinute();
  if (!task) return <span className="muted">–</span>;
  return (
    <Link to="/hazards/$id" params={{ id: task.hazardId }} title={instant(task.since)} className={task.isOverdue ? 'is-over' : ''}>
      {say(task.title)} · {task.compoundName} · {ago(task.since, now, t)}
    </Link>
  );
}
const Loads = ({ open, overdue, dueSoon }: Pick<MemberUnit, 'open' | 'overdue' | 'dueSoon'>) => (
  <>
    <td className="is-number">{open}</td>
    <td className={`is-number ${overdue > 0 ? 'is-mine' : ''}`}>{overdue}</td>
    <td className="is-number">{dueSoon}</td>
  </>
);
function LoadHead({ first, more }: { first: string; more?: string }) {
  const t = useT();
  return (
    <thead>
      <tr>
        <th>{first}</th>
        <th className="is-number">{t('board.open')}</th>
        <th className="is-number">{t('board.overdue')}</th>
        <th className="is-number">{t('board.dueSoon')}</th>
        {more && <th className="is-number">{more}</th>}
        <th>{t('board.oldest')}</th>
      </tr>
    </thead>
  );
}

function Own({ board }: { board: UnitBoard }) {
  const t = useT();
  const name = useUnitName();
  return (
    <Panel title={name(board.unit)}>
      <div className="board-figures">
        {(
          [
            ['open', board.open, ''],
            ['overdue', board.overdue, board.overdue > 0 ? 'is-mine' : ''],
            ['dueSoon', board.dueSoon, ''],
          ] as const
        ).map(([word, value, colour]) => (
          <div key={word}>
            <span className="muted">{t(`board.${word}`)}</span>
            <b className={colour}>{value}</b>
          </div>
        ))}
        <div>
          <span className="muted">{t('board.onTime')}</span>
          <b>{board.onTime.percent === undefined ? '–' : `${board.onTime.percent} %`}</b>
          <small className="muted">{t('desk.figureRate', { n: board.onTime.inTime, d: board.onTime.done })}</small>
        </div>
      </div>
      {board.duties.length === 0 ? (
        <Empty title={t('work.empty')} text={t('work.emptyText')} />
      ) : (
        <div className="grid-table">
          <table className="plain-table">
            <LoadHead first={t('duty.label')} />
            <tbody>
              {board.duties.map((load) => (
                <tr key={load.duty}>
                  <td>
                    <Link to="/work" search={{ list: load.duty }}>
                      {t(`duty.${load.duty}`)}
                    </Link>
                  </td>
                  <Loads {...load} />
                  <td>
                    <Oldest task={load.oldest} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Members({ members }: { members: NonNullable<Board['members']> }) {
  const t = useT();
  const name = useUnitName();
  return (
    <Panel
      title={
        <>
          {t('board.members')} <small>{t('board.membersHint')}</small>
        </>
      }
    >
      {members.length === 0 ? (
        <Empty title={t('board.noMembers')} text={t('board.noMembersText')} />
      ) : (
        <div className="grid-table">
          <table className="plain-table">
            <LoadHead first={t('board.unit')} more={t('board.onTime')} />
            <tbody>
              {members.map((member) => (
                <tr key={JSON.stringify(member.unit)}>
                  <td>
                    {member.unit.kind === 'subdistrict' ? (
                      <Link to="/territory" search={{ division: member.unit.division }}>
                        {name(member.unit)}
                      </Link>
                    ) : (
                      name(member.unit)
                    )}
                  </td>
                  <Loads {...member} />
                  <td className="is-number">{inTimeOf(member.onTime, t)}</td>
                  <td>
                    <Oldest task={member.oldest} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

export function BoardPage() {
  const t = useT();
  const me = useMe();
  const { data: board, error, refetch, isPending } = useQuery(boardQuery);
  if (isPending) return <Loading />;
  if (!board) return <Failed error={error ?? new Error()} retry={() => void refetch()} />;
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('board.title')}</h1>
          <div className="muted">{t('board.hint')}</div>
        </div>
      </div>
      <div className={me.role === 'enterprise-manager' ? 'columns' : 'columns columns-2'}>
        <div className="columns">
          {board.own.map((one) => (
            <Own key={JSON.stringify(one.unit)} board={one} />
          ))}
          {board.own.length === 0 && <Empty title={t('work.empty')} text={t('work.emptyText')} />}
        </div>
        {me.role !== 'enterprise-manager' && <HazardIndexPanel />}
      </div>
      {board.members && <Members members={board.members} />}
    </div>
  );
}
