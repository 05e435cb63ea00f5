/** Where: found by name, or among the compounds around the device; the last ones used are offered first. */
import { useState } from 'react';
import { Button } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { listCompounds } from '../../api/registry.js';
import type { Form } from '../../outbox/filing.js';
import { useFilings } from '../../outbox/store.js';
import { RegistryPicker } from '../../parts/picker.js';
import { usePlaces } from '../../parts/places.js';
import { useMe } from '../../session.js';
import { useT } from '../../words/i18n.js';

type Place = NonNullable<Form['place']>;
const recentCount = 4;

export function PlaceStep({
  form,
  onPlace,
  onPoint,
}: {
  form: Form;
  onPlace: (place: Place | undefined) => void;
  onPoint: (point: Form['point']) => void;
}) {
  const t = useT();
  const me = useMe();
  const places = usePlaces();
  const filings = useFilings(me.sub);
  const [locating, setLocating] = useState<'no' | 'yes' | 'failed'>('no');
  const { point } = form;
  const near = useQuery({
    queryKey: ['near', point?.lng, point?.lat],
    enabled: point !== undefined && !form.place,
    queryFn: ({ signal }) => listCompounds({ nearLng: point!.lng, nearLat: point!.lat, limit: 6 }, signal),
  });
  const recent = [...new Map((filings ?? []).flatMap(({ form: { place } }) => (place ? [[place.id, place] as const] : []))).values()].slice(
    0,
    recentCount,
  );
  const locate = (): void => {
    setLocating('yes');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setLocating('no');
        onPoint({
          lng: Number(coords.longitude.toFixed(6)),
          lat: Number(coords.latitude.toFixed(6)),
          crs: 'WGS84',
          accuracyM: Math.round(coords.accuracy),
        });
      },
      () => setLocating('failed'),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  };
  if (form.place)
    return (
      <section className="card">
        <div className="card-line">
          <div>
            <b>{form.place.name}</b> <span className="muted">{places.path(form.place.division)}</span>
          </div>
          <Button type="link" onClick={() => onPlace(undefined)}>
            {t('file.change')}
          </Button>
        </div>
        {(form.place.distanceM !== undefined || point?.accuracyM !== undefined) && (
          <div className="muted">
            {[
              form.place.distanceM !== undefined && t('file.distance', { m: Math.round(form.place.distanceM) }),
              point?.accuracyM !== undefined && t('file.accuracy', { m: point.accuracyM }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
        )}
      </section>
    );
  const nearby = near.data?.items ?? [];
  return (
    <section className="card">
      <h2>{t('file.place')}</h2>
      <RegistryPicker
        kind="compound"
        size="large"
        placeholder={t('file.placeSearch')}
        onPick={(hit) => hit && onPlace({ id: hit.id, name: hit.name, division: hit.division ?? '' })}
      />
      {'geolocation' in navigator && (
        <Button block size="large" className="locate" loading={locating === 'yes' || near.isFetching} onClick={locate}>
          {locating === 'yes' ? t('file.locating') : t('file.locate')}
        </Button>
      )}
      {locating === 'failed' && (
        <div className="muted" role="status">
          {t('file.locateFailed')}
        </div>
      )}
      {nearby.length > 0 && (
        <ul className="choices">
          {nearby.map(({ id, name, division, distanceM }) => (
            <li key={id}>
              <button type="button" onClick={() => onPlace({ id, name, division, distanceM })}>
                <span>
                  <b>{name}</b> <small>{places.name(division.slice(0, 9))}</small>
                </span>
                <small>{distanceM !== undefined && t('file.distance', { m: Math.round(distanceM) })}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
      {nearby.length === 0 && recent.length > 0 && (
        <div className="recent">
          {recent.map((place) => (
            <button
              key={place.id}
              type="button"
              className="pill"
              onClick={() => onPlace({ id: place.id, name: place.name, division: place.division })}
            >
              {place.name}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
