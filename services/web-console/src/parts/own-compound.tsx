/** A compound that the own firm serves, chosen from a short list; a firm files nothing for another's place. */
import { useEffect } from 'react';
import { Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { listCompounds } from '../api/registry.js';
import { useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import { usePlaces } from './places.js';

export function OwnCompound({ value, onChange }: { value: string | undefined; onChange: (id: string) => void }) {
  const t = useT();
  const me = useMe();
  const places = usePlaces();
  const own = useQuery({
    queryKey: ['compounds', 'own', me.enterpriseId],
    staleTime: 300_000,
    queryFn: ({ signal }) => listCompounds({ enterpriseId: me.enterpriseId, limit: 200 }, signal),
  });
  const items = own.data?.items ?? [];
  const only = items.length === 1 ? items[0]!.id : undefined;
  useEffect(() => {
    if (only && !value) onChange(only);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [only, value]);
  return (
    <Select
      size="large"
      style={{ width: '100%' }}
      showSearch={{ optionFilterProp: 'label' }}
      loading={own.isPending}
      value={value ?? null}
      placeholder={t('parts.pickCompound')}
      aria-label={t('parts.pickCompound')}
      notFoundContent={own.isPending ? t('app.loading') : t('enterprise.noCompounds')}
      onChange={(id: string) => onChange(id)}
      options={items.map(({ id, name, division }) => ({ value: id, label: name, place: places.name(division.slice(0, 9)) }))}
      optionRender={({ data }) => (
        <div className="pick">
          <span>{data.label}</span>
          <small>{data.place}</small>
        </div>
      )}
    />
  );
}
