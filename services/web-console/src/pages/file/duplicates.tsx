/** Open hazards of the same kind nearby are shown before saving, so that one place is reported once. */
import { Button } from 'antd';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { suggestDuplicates } from '../../api/hazards.js';
import { useMinute } from '../../clock.js';
import type { Form } from '../../outbox/filing.js';
import { ago } from '../../parts/time.js';
import { useSay, useT } from '../../words/i18n.js';

export function Duplicates({ form, dismissed, onDismiss }: { form: Form; dismissed: boolean; onDismiss: () => void }) {
  const t = useT();
  const say = useSay();
  const now = useMinute();
  const { place, family, item, point } = form;
  const found = useQuery({
    queryKey: ['duplicates', place?.id, family, item?.code, point?.lng, point?.lat],
    enabled: Boolean(place && family && item),
    placeholderData: undefined,
    queryFn: ({ signal }) =>
      suggestDuplicates({ compoundId: place!.id, family: family!, itemCode: item!.code, lng: point?.lng, lat: point?.lat }, signal),
  });
  const items = found.data?.items ?? [];
  if (!place || !item || items.length === 0 || dismissed) return null;
  return (
    <section className="card card-yellow" role="status">
      <b>{t('file.duplicateTitle', { n: items.length })}</b>
      <div className="muted small">{t('file.duplicateHint')}</div>
      {items.slice(0, 3).map(({ hazard, distanceM }) => (
        <div key={hazard.id} className="duplicate">
          <div>
            <div>{say(hazard.title)}</div>
            <div className="muted small">
              {[
                hazard.spot,
                distanceM !== undefined && t('file.distance', { m: Math.round(distanceM) }),
                t(`state.${hazard.state}`),
                ago(hazard.recordedAt, now, t),
              ]
                .filter(Boolean)
                .join(' · ')}
            </div>
          </div>
          <Link to="/hazards/$id" params={{ id: hazard.id }}>
            {t('file.duplicateOpen')}
          </Link>
        </div>
      ))}
      <Button type="text" onClick={onDismiss}>
        {t('file.duplicateNot')}
      </Button>
    </section>
  );
}
