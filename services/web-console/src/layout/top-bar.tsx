/** Where you are, how old the data is, who you are. Nothing else is always in sight. */
import { Dropdown } from 'antd';
import { Link } from '@tanstack/react-router';
import { useClockText } from '../clock.js';
import { useLive } from '../live/use-live.js';
import { usePhone } from '../parts/phone.js';
import { countiesOf, usePlaces } from '../parts/places.js';
import { signOut, useMe } from '../session.js';
import { useT } from '../words/i18n.js';
import { Choices, useChoiceItems } from './choices.js';
import { entriesOf, phoneTabs } from './entries.js';
import { DataAge } from './data-age.js';
import { SoundControl } from './sound.js';

function Clock() {
  return <span className="chip clock">{useClockText()}</span>;
}

export function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  const t = useT();
  const me = useMe();
  const phone = usePhone();
  const places = usePlaces();
  const { snapshot } = useLive();
  const choices = useChoiceItems();
  const county = countiesOf(me.divisions).map(places.name).join('、');
  const scope = me.divisions.map(places.name).join('、');
  const person = (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            disabled: true,
            label: (
              <div className="who">
                <b>{me.name}</b>
                <span>
                  {t(`role.${me.role}`)}
                  {me.department ? ` · ${t(`department.${me.department}`)}` : ''}
                </span>
                {scope && (
                  <span>
                    {t('session.scope')} {scope}
                  </span>
                )}
              </div>
            ),
          },
          { type: 'divider' },
          ...(phone
            ? entriesOf(me.role)
                .slice(phoneTabs)
                .map((entry) => ({ key: entry, label: <Link to={`/${entry}`}>{t(`nav.${entry}`)}</Link> }))
            : []),
          ...(phone ? [...choices, { key: 'help', label: t('nav.help'), onClick: onHelp }] : []),
          { key: 'out', label: t('session.signOut'), onClick: () => void signOut() },
        ],
      }}
    >
      <button type="button" className="chip" title={t('session.person')}>
        {!phone && <span className="muted">{t(`role.${me.role}`)}</span>}
        <span className="strong">{me.name}</span>
      </button>
    </Dropdown>
  );
  return (
    <header className="top">
      <Link to="/" className="brand">
        {t('app.name')}
      </Link>
      {!phone && (
        <>
          <span className="top-title">{t(me.role === 'operator' ? 'app.centre' : 'app.supervision', { place: county })}</span>
          {scope && scope !== county && (
            <span className="chip chip-place" title={scope}>
              <span className="muted">{t('app.jurisdiction')}</span> {scope}
            </span>
          )}
          <button type="button" className="chip search-chip" onClick={onSearch}>
            <span className="muted">{t('search.placeholder')}</span>
            <kbd className="kbd">Ctrl K</kbd>
          </button>
        </>
      )}
      <span className="top-space" />
      {snapshot?.isDemo && (
        <span className="tag tag-demo" title={t('app.simulatedHint')}>
          {t('app.simulated')}
        </span>
      )}
      <DataAge />
      {!phone && <SoundControl />}
      {!phone && <Clock />}
      {phone && (
        <button type="button" className="chip chip-icon" onClick={onSearch} aria-label={t('search.label')}>
          <svg width="15" height="15" viewBox="0 0 15 15" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.5">
            <circle cx="6.5" cy="6.5" r="4.7" />
            <path d="m10 10 4 4" strokeLinecap="round" />
          </svg>
        </button>
      )}
      {!phone && <Choices />}
      {person}
    </header>
  );
}
