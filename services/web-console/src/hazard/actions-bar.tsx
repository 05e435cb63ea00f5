/**
 * The buttons of a case for the person who looks at it, each with its key on the desk. Acknowledging needs no words and
 * happens at once; everything else asks what has to be on record.
 */
import { useState } from 'react';
import { Button } from 'antd';
import { useHotkeys } from 'react-hotkeys-hook';
import type { Hazard } from '@anju/contracts/hazards';
import { actionsFor, keyOf, type HazardChange } from '../actions.js';
import { Kbd } from '../parts/view.js';
import { useMe } from '../session.js';
import { useSettings } from '../settings.js';
import { useT } from '../words/i18n.js';
import { ActionDialog } from './action-dialog.js';
import { useChange } from './use-change.js';

export function ActionsBar({ hazard, withKeys }: { hazard: Hazard; withKeys?: boolean }) {
  const t = useT();
  const me = useMe();
  const { singleKeys } = useSettings();
  const change = useChange();
  const [open, setOpen] = useState<HazardChange>();
  const actions = actionsFor(hazard, me);
  const start = (operation: HazardChange): void => {
    if (operation === 'acknowledgeHazard') change.mutate({ operation, hazard, body: {} });
    else setOpen(operation);
  };
  useHotkeys(
    Object.values(keyOf),
    (event) => {
      const operation = actions.find((name) => keyOf[name] === event.key.toLowerCase());
      if (operation) start(operation);
    },
    { enabled: Boolean(withKeys) && singleKeys && !open, preventDefault: true },
    [actions.join(), hazard.version],
  );
  if (actions.length === 0) return null;
  return (
    <div className="actions" role="group" aria-label={hazard.number}>
      {actions.map((operation, i) => (
        <Button
          key={operation}
          type={i === 0 ? 'primary' : 'default'}
          danger={operation === 'refuteMajor' ? false : operation === 'confirmMajor'}
          size="large"
          onClick={() => start(operation)}
          loading={change.isPending && change.variables?.operation === operation}
        >
          {t(`action.${operation}`)}
          {withKeys && singleKeys && keyOf[operation] && <Kbd>{keyOf[operation].toUpperCase()}</Kbd>}
        </Button>
      ))}
      {open && <ActionDialog operation={open} hazard={hazard} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
