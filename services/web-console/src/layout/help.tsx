/** One sheet: keys, the two scales, how a case goes. It is at the same place on every page. */
import { Modal, Switch } from 'antd';
import { change, useSettings } from '../settings.js';
import { Kbd } from '../parts/view.js';
import { RiskWord } from '../parts/risk.js';
import { RiskLevel } from '@anju/contracts/hazards';
import { useT, type WordKey } from '../words/i18n.js';

const keys: readonly (readonly [string, WordKey])[] = [
  ['J / K', 'help.move'],
  ['A', 'action.acknowledgeHazard'],
  ['D', 'action.assignHazard'],
  ['U', 'action.urgeHazard'],
  ['S', 'action.superviseHazard'],
  ['Enter', 'help.open'],
  ['/', 'help.filter'],
  ['M', 'help.map'],
  ['Ctrl K', 'help.search'],
  ['?', 'help.help'],
  ['Esc', 'help.escape'],
];

export function Help({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { singleKeys } = useSettings();
  return (
    <Modal open title={t('help.title')} footer={null} onCancel={onClose} width={720}>
      <div className="help">
        <dl className="help-keys">
          {keys.map(([key, word]) => (
            <div key={key}>
              <dt>
                <Kbd>{key}</Kbd>
              </dt>
              <dd>{t(word)}</dd>
            </div>
          ))}
          <label className="help-switch">
            <Switch checked={singleKeys} onChange={(on) => change({ singleKeys: on })} /> <span>{t('help.singleKeys')}</span>
          </label>
          <p className="muted">{t('help.singleKeysHint')}</p>
        </dl>
        <div>
          <h3>{t('help.scales')}</h3>
          <p>{t('help.scalesText')}</p>
          <p className="help-risks">
            {RiskLevel.options.map((level) => (
              <RiskWord key={level} level={level} />
            ))}
          </p>
          <h3>{t('help.flow')}</h3>
          <p>{t('help.flowText')}</p>
        </div>
      </div>
    </Modal>
  );
}
