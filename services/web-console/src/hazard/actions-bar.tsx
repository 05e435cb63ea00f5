/**
 * The buttons of a case for the person who looks at it: the next step first, the rest in a menu, each with its key on the
 * desk. Acknowledging needs no words and happens at once; everything else asks what has to be on record.
 */
import { useState } from 'react';
import { Button, Dropdown } from 'antd';
import { useHotkeys } from 'react-hotkeys-hook';
import type { Hazard } from '@anju/contracts/hazards';
import { actionsFor, grouped, keyOf, type HazardChange } from '../actions.js';
import { Kbd } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSettings } from '../settings.js';
import { useT } from '../words/i18n.js';
import { ActionDialog } from './dialog/action-dialog.js';
import { useChange } from './use-change.js';

const grave: readonly HazardChange[] = ['voidHazard', 'mergeHazard'];
const menuKey = 'o';

export function ActionsBar({ hazard, withKeys }: { hazard: Hazard; withKeys?: boolean }) {
  const t = useT();
  const me = useMe();
  const { singleKeys } = useSettings();
  const change = useChange();
  const [open, setOpen] = useState<HazardChange>();
  const [menu, setMenu] = useState(false);
  const actions = actionsFor(hazard, me);
  const { shown, more } = grouped(actions);
  const hasKeys = Boolean(withKeys) && singleKeys;
  const start = (operation: HazardChange): void => {
    setMenu(false);
    if (operation === 'acknowledgeHazard') change.mutate({ operation, hazard, body: {} });
    else setOpen(operation);
  };
  useHotkeys(
    [...Object.values(keyOf), menuKey],
    (event) => {
      const pressed = event.key.toLowerCase();
      if (pressed === menuKey) return setMenu(more.length > 0);
      const operation = actions.find((name) => keyOf[name] === pressed);
      if (operation) start(operation);
    },
    { enabled: hasKeys && !open, preventDefault: true },
    [actions.join(), hazard.version],
  );
  if (actions.length === 0) return null;
  return (
    <div className="actions" role="group" aria-label={hazard.number}>
      {shown.map((operation, i) => (
        <Button
          key={operation}
          type={i === 0 ? 'primary' : 'default'}
          danger={operation === 'confirmMajor'}
          size="large"
          onClick={() => start(operation)}
          loading={change.isPending && change.variables?.operation === operation}
        >
          {t(`action.${operation}`)}
          {hasKeys && keyOf[operation] && <Kbd>{keyOf[operation].toUpperCase()}</Kbd>}
        </Button>
      ))}
      {more.length > 0 && (
        <Dropdown
          trigger={['click']}
          open={menu}
          autoFocus
          onOpenChange={setMenu}
          menu={{
            items: more.map((operation) => ({ key: operation, label: t(`action.${operation}`), danger: grave.includes(operation) })),
            onClick: ({ key }) => start(key as HazardChange),
          }}
        >
          <Button size="large" className="actions-more" title={t('action.more')} aria-haspopup="menu" aria-expanded={menu}>
            {t('app.more')}
            {hasKeys ? <Kbd>{menuKey.toUpperCase()}</Kbd> : <span aria-hidden>▾</span>}
          </Button>
        </Dropdown>
      )}
      {open && <ActionDialog operation={open} hazard={hazard} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
