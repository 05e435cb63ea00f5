/** Language and theme, chosen for this browser. */
import { Dropdown } from 'antd';
import { change, useSettings, useThemeName } from '../settings.js';
import { useT } from '../words/i18n.js';

/** The same choices as entries of a menu, for the narrow top bar of a phone. */
export const useChoiceItems = () => {
  const t = useT();
  const { language } = useSettings();
  const shown = useThemeName();
  return [
    {
      key: 'language',
      label: language === 'en' ? '中文' : 'English',
      onClick: () => change({ language: language === 'en' ? 'zh-CN' : 'en' }),
    },
    {
      key: 'theme',
      label: `${t('settings.theme')}: ${t(shown === 'dark' ? 'settings.light' : 'settings.dark')}`,
      onClick: () => change({ theme: shown === 'dark' ? 'light' : 'dark' }),
    },
  ];
};

export function Choices() {
  const t = useT();
  const { language, theme } = useSettings();
  const shown = useThemeName();
  return (
    <>
      <button
        type="button"
        className="chip"
        onClick={() => change({ language: language === 'en' ? 'zh-CN' : 'en' })}
        title={t('settings.switchLanguage')}
      >
        <span className={language === 'zh-CN' ? 'strong' : 'muted'}>{t('settings.toChinese')}</span>
        <span className="muted">/</span>
        <span className={language === 'en' ? 'strong' : 'muted'}>{t('settings.toEnglish')}</span>
      </button>
      <Dropdown
        trigger={['click']}
        menu={{
          selectable: true,
          selectedKeys: [theme],
          items: (['dark', 'light', 'system'] as const).map((key) => ({ key, label: t(`settings.${key}`) })),
          onClick: ({ key }) => change({ theme: key as 'dark' | 'light' | 'system' }),
        }}
      >
        <button
          type="button"
          className="chip chip-icon"
          aria-label={`${t('settings.theme')}: ${t(`settings.${shown}`)}`}
          title={t('settings.theme')}
        >
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden>
            <circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.2" />
            <path d="M7 1.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor" />
          </svg>
        </button>
      </Dropdown>
    </>
  );
}
