/** Starts the console: theme and words first, then who is signed in, then the page. */
import { useEffect, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { queryClient } from './api/query.js';
import { SignedOut } from './layout/signed-out.js';
import { LiveProvider } from './live/use-live.js';
import { Failed, Loading } from './parts/view.js';
import { router } from './router.js';
import { Session } from './session.js';
import { useSettings, useThemeName } from './settings.js';
import { antdThemeOf, cssVariables } from './theme.js';
import type { ThemeName } from './tokens.js';
import './words/i18n.js';
import './styles/base.css';
import './styles/print.css';

function Look({ children }: { children: ReactNode }) {
  const name = useThemeName();
  const { language } = useSettings();
  useEffect(() => {
    const wear = (theme: ThemeName): void => {
      const root = document.documentElement;
      for (const [variable, value] of Object.entries(cssVariables(theme))) root.style.setProperty(variable, value);
      root.style.colorScheme = theme;
      root.dataset['theme'] = theme;
    };
    const onPaper = (): void => wear('light');
    const onScreen = (): void => wear(name);
    onScreen();
    window.addEventListener('beforeprint', onPaper);
    window.addEventListener('afterprint', onScreen);
    return () => {
      window.removeEventListener('beforeprint', onPaper);
      window.removeEventListener('afterprint', onScreen);
    };
  }, [name]);
  dayjs.locale(language === 'en' ? 'en' : 'zh-cn');
  return (
    <ConfigProvider theme={antdThemeOf(name)} locale={language === 'en' ? enUS : zhCN} button={{ autoInsertSpace: false }}>
      <AntApp message={{ top: 56 }} notification={{ top: 56 }} component={false}>
        {children}
      </AntApp>
    </ConfigProvider>
  );
}

createRoot(document.getElementById('root')!).render(
  <Look>
    <QueryClientProvider client={queryClient}>
      <Session signedOut={<SignedOut />} loading={<Loading />} failed={(error, retry) => <Failed error={error} retry={retry} />}>
        <LiveProvider>
          <RouterProvider router={router} />
        </LiveProvider>
      </Session>
    </QueryClientProvider>
  </Look>,
);
