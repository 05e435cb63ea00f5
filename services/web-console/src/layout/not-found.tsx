/** No such page, and a page that failed: both say what to do, and that nothing unsent is lost. */
import { Button } from 'antd';
import { Empty } from '../parts/view.js';
import { useT } from '../words/i18n.js';

export function NotFound() {
  const t = useT();
  return <Empty title={t('app.notFoundPage')} text={t('app.notFoundPageNext')} />;
}
export function Crashed({ error }: { error: unknown }) {
  const t = useT();
  return (
    <Empty
      title={t('app.crash')}
      text={`${t('app.crashNext')} (${error instanceof Error ? error.message : String(error)})`}
      action={
        <Button type="primary" onClick={() => location.reload()}>
          {t('app.reload')}
        </Button>
      }
    />
  );
}
