/**
 * Finds a compound or an enterprise while typing. The registry searches by name, former name, pinyin initials and code, so
 * one field is enough.
 */
import { useState } from 'react';
import { Select } from 'antd';
import { useQuery } from '@tanstack/react-query';
import type { SearchHit } from '@anju/contracts/registry';
import { searchRegistry } from '../api/registry.js';
import { useT } from '../words/i18n.js';
import { useDelayed } from './delayed.js';

export function RegistryPicker({
  kind,
  placeholder,
  onPick,
  size,
  autoFocus,
}: {
  kind: SearchHit['kind'];
  placeholder: string;
  onPick: (hit: SearchHit | undefined) => void;
  size?: 'large';
  autoFocus?: boolean;
}) {
  const t = useT();
  const [typed, setTyped] = useState('');
  const q = useDelayed(typed.trim(), 200);
  const hits = useQuery({ queryKey: ['search', q, 30], enabled: q.length > 0, queryFn: ({ signal }) => searchRegistry(q, 30, signal) });
  const found = hits.data?.items.filter((hit) => hit.kind === kind) ?? [];
  return (
    <Select<string>
      showSearch={{ filterOption: false, onSearch: setTyped }}
      allowClear
      autoFocus={autoFocus ?? false}
      size={size ?? 'middle'}
      style={{ width: '100%' }}
      placeholder={placeholder}
      aria-label={placeholder}
      loading={hits.isFetching}
      suffixIcon={null}
      notFoundContent={q === '' ? t('search.hint') : hits.isFetching ? t('app.loading') : t('search.empty', { q })}
      onChange={(id) => onPick(found.find((hit) => hit.id === id))}
      options={q === '' ? [] : found.map((hit) => ({ value: hit.id, label: hit.name, detail: hit.detail }))}
      optionRender={({ data }) => (
        <div className="pick">
          <span>{data.label}</span>
          <small>{data.detail}</small>
        </div>
      )}
    />
  );
}
