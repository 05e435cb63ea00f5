/** Into which open hazard of the same compound this one is merged, and what moves there with it. */
import { Form, Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import type { Hazard } from '@anju/contracts/hazards';
import { HazardClass } from '@anju/contracts/policies';
import { listHazards } from '../../api/hazards.js';
import { useMinute } from '../../clock.js';
import { RiskMark } from '../../parts/risk.js';
import { ago } from '../../parts/time.js';
import { Failed } from '../../parts/view.js';
import { useSay, useT } from '../../words/i18n.js';

const weight = ({ class: of }: Pick<Hazard, 'class'>): number => HazardClass.options.indexOf(of);

export function MergeTarget({ hazard }: { hazard: Hazard }) {
  const t = useT();
  const say = useSay();
  const now = useMinute();
  const open = useQuery({
    queryKey: ['hazards', 'compound', hazard.compoundId],
    queryFn: ({ signal }) => listHazards({ compoundId: hazard.compoundId, state: 'open', limit: 100 }, signal),
  });
  const targets = (open.data?.items ?? []).filter((one) => one.id !== hazard.id && weight(one) >= weight(hazard));
  const moving = [
    t('action.movesReporters', { n: 1 + (hazard.reporters?.length ?? 0) }),
    t('action.movesPhotos', { n: hazard.photos.length }),
    ...(hazard.sourceKeys?.length ? [t('action.movesSources', { n: hazard.sourceKeys.length })] : []),
  ];
  if (open.error) return <Failed error={open.error} retry={() => void open.refetch()} />;
  return (
    <>
      <Form.Item name="into" label={t('action.mergeInto')} rules={[{ required: true, message: t('action.pickHazard') }]}>
        <Select
          loading={open.isPending}
          placeholder={t('action.pickHazard')}
          notFoundContent={t('action.noMergeTarget')}
          showSearch={{ optionFilterProp: 'words' }}
          options={targets.map((one) => ({
            value: one.id,
            label: `${one.number} ${say(one.title)}`,
            words: [one.number, say(one.title), one.spot].join(' '),
            hazard: one,
          }))}
          optionRender={({ data: { hazard: one } }) => (
            <div className="pick">
              <span>
                <RiskMark level={one.riskLevel} size={11} /> {say(one.title)}
              </span>
              <small>
                {[one.spot, t(`state.${one.state}`), ago(one.recordedAt, now, t), one.number.slice(-6)].filter(Boolean).join(' · ')}
              </small>
            </div>
          )}
        />
      </Form.Item>
      <p className="dialog-hint">{t('action.moves', { what: moving.join('、') })}</p>
    </>
  );
}
