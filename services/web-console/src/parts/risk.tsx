/**
 * Risk is said three times: by shape, by word and by colour, so that it survives colour blindness, grey printers and
 * sunlight. Class is a tag beside it, for the two scales are never mixed.
 */
import type { HazardClass, RiskLevel } from '@anju/contracts/hazards';
import { useT } from '../words/i18n.js';

/** Outlines on a field of 16 × 16; the map draws the same. */
export const riskShape: Readonly<Record<RiskLevel, string>> = {
  RED: 'M8 1.8 15.2 14.4H.8Z',
  ORANGE: 'M8 .8 15.2 8 8 15.2.8 8Z',
  YELLOW: 'M1.8 1.8H14.2V14.2H1.8Z',
  BLUE: 'M8 1.4a6.6 6.6 0 1 1 0 13.2A6.6 6.6 0 0 1 8 1.4Z',
};
export const riskColour: Readonly<Record<RiskLevel, 'red' | 'orange' | 'yellow' | 'blue'>> = {
  RED: 'red',
  ORANGE: 'orange',
  YELLOW: 'yellow',
  BLUE: 'blue',
};

export function RiskMark({ level, size = 12, title }: { level: RiskLevel; size?: number; title?: boolean }) {
  const t = useT();
  const words = `${t(`risk.${level}`)} ${t(`riskColour.${level}`)}`;
  return (
    <svg
      className="risk-mark"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role="img"
      aria-label={words}
      style={{ color: `var(--${riskColour[level]})` }}
    >
      {title && <title>{words}</title>}
      <path d={riskShape[level]} fill="currentColor" />
    </svg>
  );
}

export function RiskWord({ level }: { level: RiskLevel }) {
  const t = useT();
  return (
    <span className="risk-word">
      <RiskMark level={level} />
      {t(`risk.${level}`)} {t(`riskColour.${level}`)}
    </span>
  );
}

/** Nothing for an ordinary hazard in lists: what is usual needs no tag. */
export function ClassTag({ of, full, evenOrdinary }: { of: HazardClass; full?: boolean; evenOrdinary?: boolean }) {
  const t = useT();
  if (of === 'ORDINARY' && !evenOrdinary) return null;
  return (
    <span className={of === 'ORDINARY' ? 'tag' : `tag tag-red${of === 'MAJOR' ? ' tag-solid' : ''}`}>
      {full && of !== 'ORDINARY' && <RiskMark level="RED" size={10} />}
      {t(full ? `class.${of}` : `classShort.${of}`)}
    </span>
  );
}
