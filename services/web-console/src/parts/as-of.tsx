/** The day for which a page answers, and the same page on paper: with who printed it, when, and how old its data was. */
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { now } from '../clock.js';
import { useAge } from '../live/use-live.js';
import { useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import { instant } from './time.js';

export function AsOf({
  on,
  day,
  last,
  onChange,
}: {
  on: string | undefined;
  day: string;
  last: string;
  onChange: (on: string | undefined) => void;
}) {
  const t = useT();
  return (
    <label className="as-of">
      <span className="muted">{t('compound.asOf')}</span>
      <DatePicker
        value={dayjs(day)}
        maxDate={dayjs(last)}
        allowClear={on !== undefined}
        aria-label={t('compound.asOf')}
        className={on ? 'is-past' : ''}
        onChange={(value) => onChange(value ? value.format('YYYY-MM-DD') : undefined)}
      />
    </label>
  );
}
export function PrintButton() {
  const t = useT();
  return (
    <Button className="no-print" onClick={() => window.print()}>
      {t('compound.print')}
    </Button>
  );
}
export function PrintFoot({ day }: { day: string }) {
  const t = useT();
  const me = useMe();
  const { age } = useAge();
  return (
    <footer className="print-only print-foot">
      <span>{t('app.name')}</span>
      <span>{t('compound.printedBy', { role: t(`role.${me.role}`), name: me.name, at: instant(now()) })}</span>
      <span>{t('compound.printedFor', { day })}</span>
      <span>{age === undefined ? t('live.unknown') : t('live.age', { age: t('live.seconds', { n: Math.round(age / 1000) }) })}</span>
    </footer>
  );
}
