/**
 * The frame of every page: top bar, rail, page; on a phone the rail becomes tabs at the thumb. The keyboard reaches the
 * page past both, and Ctrl+K finds any compound or firm from anywhere.
 */
import { useEffect, useState } from 'react';
import { Dropdown } from 'antd';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useHotkeys } from 'react-hotkeys-hook';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import { useOutbox, useUnsentCount } from '../outbox/store.js';
import { useMe } from '../session.js';
import { useSettings } from '../settings.js';
import { useT } from '../words/i18n.js';
import { usePhone } from '../parts/phone.js';
import { entriesOf, mayCall, type Entry } from './entries.js';
import { Help } from './help.js';
import { StaleBanner } from './data-age.js';
import { prepareOffline } from './offline.js';
import { SearchPalette } from './search.js';
import { Alarm, useUnacknowledged } from './sound.js';
import { TopBar } from './top-bar.js';

const mostTabs = 5;
const shows: Partial<Record<Entry, string[]>> = { registry: ['/compounds', '/enterprises'], work: ['/hazards'], rules: ['/proposals'] };

function Badge({ entry }: { entry: Entry }) {
  const me = useMe();
  const waiting = useUnacknowledged().length;
  const unsent = useUnsentCount(me.sub);
  const n = entry === 'desk' && mayCall(hazardOperations.acknowledgeHazard, me.role) ? waiting : entry === 'mine' ? unsent : 0;
  return n > 0 ? <span className={`badge ${entry === 'mine' ? 'badge-orange' : ''}`}>{n > 99 ? '99+' : n}</span> : null;
}

export function Shell() {
  const t = useT();
  const me = useMe();
  const phone = usePhone();
  const { singleKeys } = useSettings();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);
  useOutbox(me.sub);
  useHotkeys('mod+k', () => setSearching(true), { preventDefault: true, enableOnFormTags: true });
  useHotkeys('?', () => setHelping(true), { enabled: singleKeys, useKey: true });
  const entries = entriesOf(me.role);
  const files = entries.includes('file');
  useEffect(() => {
    if (files) void prepareOffline().catch(() => undefined);
  }, [files]);
  const isOn = (entry: Entry): boolean => path.startsWith(`/${entry}`) || (shows[entry] ?? []).some((prefix) => path.startsWith(prefix));
  const link = (entry: Entry) => (
    <Link key={entry} to={`/${entry}`} className={isOn(entry) ? 'is-on' : ''} aria-current={isOn(entry) ? 'page' : undefined}>
      {t(`nav.${entry}`)}
      <Badge entry={entry} />
    </Link>
  );
  /** Five fit at the thumb; the last of them opens the rest. */
  const tabs = entries.length > mostTabs ? entries.slice(0, mostTabs - 1) : entries;
  const rest = entries.slice(tabs.length);
  const links = phone ? (
    <>
      {tabs.map(link)}
      {rest.length > 0 && (
        <Dropdown trigger={['click']} placement="topRight" menu={{ items: rest.map((entry) => ({ key: entry, label: link(entry) })) }}>
          <button type="button" className={rest.some(isOn) ? 'is-on' : ''} aria-haspopup="menu">
            {t('nav.more')}
          </button>
        </Dropdown>
      )}
    </>
  ) : (
    entries.map(link)
  );
  return (
    <div className={phone ? 'shell is-phone' : 'shell'}>
      <a className="skip" href="#page">
        {t('app.skip')}
      </a>
      <TopBar onSearch={() => setSearching(true)} onHelp={() => setHelping(true)} />
      <nav className={phone ? 'tabs' : 'rail'} aria-label={t('nav.menu')}>
        {links}
        {!phone && (
          <button type="button" className="rail-help" onClick={() => setHelping(true)}>
            {t('nav.help')}
            <kbd className="kbd">?</kbd>
          </button>
        )}
      </nav>
      <main id="page" tabIndex={-1}>
        <StaleBanner />
        <Outlet />
      </main>
      <Alarm />
      {searching && <SearchPalette onClose={() => setSearching(false)} />}
      {helping && <Help onClose={() => setHelping(false)} />}
    </div>
  );
}
