/**
 * What the tokens become: CSS variables on the root element, the antd theme, and the base of every chart. antd's shadows
 * and its own greys are switched off, because surfaces here are flat and parted by one-pixel lines.
 */
import { theme as antdTheme, type ThemeConfig } from 'antd';
import { fontFamily, sizes, tokens, type ThemeName } from './tokens.js';

export const cssVariables = (name: ThemeName): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tokens[name]).map(([token, value]) => [`--${token.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, value]),
  );

export const antdThemeOf = (name: ThemeName): ThemeConfig => {
  const t = tokens[name];
  return {
    algorithm: name === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      fontFamily,
      fontSize: 14,
      borderRadius: sizes.radius,
      colorPrimary: t.accent,
      colorInfo: t.accent,
      colorLink: t.accent,
      colorError: t.red,
      colorWarning: t.orange,
      colorSuccess: t.ok,
      colorTextBase: t.text,
      colorText: t.text,
      colorTextSecondary: t.muted,
      colorTextTertiary: t.muted,
      colorTextDescription: t.muted,
      colorTextPlaceholder: t.muted,
      colorBgBase: t.bg,
      colorBgLayout: t.bg,
      colorBgContainer: t.surface,
      colorBgElevated: t.surface,
      colorBorder: t.line,
      colorBorderSecondary: t.line,
      colorSplit: t.line,
      controlItemBgActive: t.accentSoft,
      controlItemBgHover: t.raised,
      boxShadow: 'none',
      boxShadowSecondary: `0 0 0 1px ${t.line}`,
      boxShadowTertiary: 'none',
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    },
    components: {
      Button: { primaryColor: t.onAccent, defaultShadow: 'none', primaryShadow: 'none', dangerShadow: 'none', fontWeight: 400 },
      Input: { colorBgContainer: t.raised, activeShadow: 'none' },
      InputNumber: { colorBgContainer: t.raised, activeShadow: 'none' },
      Select: { selectorBg: t.raised, optionSelectedBg: t.accentSoft },
      DatePicker: { colorBgContainer: t.raised, activeShadow: 'none' },
      Table: { headerBg: t.surface, headerColor: t.muted, headerSplitColor: 'transparent', rowHoverBg: t.raised, cellPaddingBlockSM: 7 },
      Tooltip: { colorBgSpotlight: t.raised, colorTextLightSolid: t.text },
      Drawer: { colorBgElevated: t.surface },
      Modal: { contentBg: t.surface, headerBg: t.surface },
      Segmented: { trackBg: t.raised, itemSelectedBg: t.accentSoft, itemSelectedColor: t.accent },
      Tabs: { horizontalMargin: '0 0 16px 0' },
    },
  };
};

/** Base of every chart; series add only their data. */
export const chartBase = (name: ThemeName) => {
  const t = tokens[name];
  return {
    textStyle: { fontFamily, color: t.muted, fontSize: 12 },
    color: [t.accent, t.muted, t.blue, t.yellow, t.orange, t.red],
    animation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 240,
    tooltip: {
      backgroundColor: t.surface,
      borderColor: t.line,
      borderWidth: 1,
      textStyle: { color: t.text, fontSize: 12 },
      extraCssText: 'box-shadow:none',
    },
    aria: { enabled: true },
  };
};
