/** Ctrl+K: any compound, firm or division by name, former name, pinyin initials or code; arrows and Enter open it. */
import { useState } from 'react';
import { Input, Modal } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import type { SearchHit } from '@anju/contracts/registry';
import { searchRegistry } from '../api/registry.js';
import { useDelayed } from '../parts/delayed.js';
import { Failed } from '../parts/view.js';
import { useT } from '../words/i18n.js';

export function SearchPalette({ onClose }: { onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const q = useDelayed(typed.trim(), 150);
  const hits = useQuery({ queryKey: ['search', q, 12], enabled: q !== '', queryFn: ({ signal }) => searchRegistry(q, 12, signal) });
  const items = q === '' ? [] : (hits.data?.items ?? []);
  const open = (hit: SearchHit | undefined): void => {
    if (!hit) return;
    onClose();
    if (hit.kind === 'compound') void navigate({ to: '/compounds/$id', params: { id: hit.id } });
    else if (hit.kind === 'enterprise') void navigate({ to: '/enterprises/$id', params: { id: hit.id } });
    else void navigate({ to: '/registry', search: { kind: 'compounds', division: hit.division ?? hit.id } });
  };
  return (
    <Modal open footer={null} closable={false} onCancel={onClose} width={600} className="palette" title={null} style={{ top: 96 }}>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        value={typed}
        placeholder={t('search.placeholder')}
        aria-label={t('search.label')}
        role="combobox"
        aria-expanded={items.length > 0}
        aria-controls="palette-hits"
        aria-activedescendant={items[at] ? `hit-${at}` : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setAt((i) => Math.min(i + 1, items.length - 1));
          else if (event.key === 'ArrowUp') setAt((i) => Math.max(i - 1, 0));
          else if (event.key === 'Enter') open(items[at]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-hits" role="listbox" className="palette-hits">
        {items.map((hit, i) => (
          <li
            key={`${hit.kind}${hit.id}`}
            id={`hit-${i}`}
            role="option"
            aria-selected={i === at}
            className={i === at ? 'is-on' : ''}
            onMouseEnter={() => setAt(i)}
            onClick={() => open(hit)}
          >
            <span className="tag">
              {hit.kind === 'division' ? t('registry.division') : t(hit.kind === 'compound' ? 'search.compounds' : 'search.enterprises')}
            </span>
            <span className="palette-name">{hit.name}</span>
            <span className="muted">{hit.detail}</span>
          </li>
        ))}
      </ul>
      {hits.error && q !== '' && <Failed error={hits.error} />}
      {q !== '' && !hits.isFetching && !hits.error && items.length === 0 && (
        <div className="palette-none">
          <b>{t('search.empty', { q })}</b>
          <span>{t('search.emptyNext')}</span>
        </div>
      )}
      {q === '' && (
        <div className="palette-none">
          <span>{t('search.hint')}</span>
        </div>
      )}
    </Modal>
  );
}
