/** The state of sending, always at the top right of the phone pages. */
import { Link } from '@tanstack/react-router';
import { useOnline, useUnsentCount } from '../../outbox/store.js';
import { useMe } from '../../session.js';
import { useT } from '../../words/i18n.js';

export function SendState({ saved }: { saved?: 'saving' | 'saved' | undefined }) {
  const t = useT();
  const online = useOnline();
  const unsent = useUnsentCount(useMe().sub);
  if (!online) return <span className="send-state is-warn">{t('file.offline')}</span>;
  if (unsent > 0)
    return (
      <Link to="/mine" className="send-state is-warn">
        {t('mine.unsentBadge', { n: unsent })}
      </Link>
    );
  return <span className="send-state is-ok">{saved ? t(saved === 'saving' ? 'file.saving' : 'file.saved') : t('mine.allSent')}</span>;
}
