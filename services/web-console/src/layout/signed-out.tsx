/** The page for whoever is not signed in; the gateway leads back to where the person was going. */
import { Button } from 'antd';
import { signInAddress } from '../session.js';
import { useT } from '../words/i18n.js';
import { Choices } from './choices.js';

export function SignedOut() {
  const t = useT();
  return (
    <main className="signed-out">
      <div className="signed-out-card">
        <div className="brand">{t('app.name')}</div>
        <h1>{t('session.title')}</h1>
        <p>{t('session.text')}</p>
        <Button type="primary" size="large" block href={signInAddress()}>
          {t('session.signIn')}
        </Button>
      </div>
      <Choices />
    </main>
  );
}
