/** The live list: only the rows in sight exist, so thousands cost nothing; arrows and j / k move, Enter opens the page. */
import { useEffect, useRef } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { HazardSummary } from '@anju/contracts/hazards';
import { usePlaces } from '../../parts/places.js';
import { sizes } from '../../tokens.js';
import { useT } from '../../words/i18n.js';
import { HazardRow } from './row.js';

export function HazardList({
  rows,
  selected,
  onSelect,
  onOpen,
}: {
  rows: readonly HazardSummary[];
  selected: string | undefined;
  onSelect: (id: string) => void;
  onOpen: (id: string) => void;
}) {
  const t = useT();
  const places = usePlaces();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => sizes.row,
    overscan: 8,
    getItemKey: (i) => rows[i]!.id,
  });
  const at = rows.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
    // Only when another row is selected: rows that move under a reading eye must not scroll.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selected]);
  return (
    <div
      ref={box}
      className="rows"
      role="listbox"
      tabIndex={0}
      aria-label={t('desk.list')}
      aria-activedescendant={at >= 0 ? `row-${selected}` : undefined}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && selected) onOpen(selected);
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        if (step === 0) return;
        event.preventDefault();
        const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
        if (next) onSelect(next.id);
      }}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, key, start, size }) => {
          const hazard = rows[index]!;
          return (
            <div
              key={key}
              id={`row-${hazard.id}`}
              role="option"
              aria-selected={hazard.id === selected}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              className={`row ${hazard.id === selected ? 'is-on' : ''}`}
              style={{ height: size, transform: `translateY(${start}px)` }}
              onClick={() => onSelect(hazard.id)}
              onDoubleClick={() => onOpen(hazard.id)}
            >
              <HazardRow hazard={hazard} places={places} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
