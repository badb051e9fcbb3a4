import { useSyncExternalStore } from 'react';
import { theme, type ThemeConfig } from 'antd';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
}

const FONT =
  "system-ui, -apple-system, 'PingFang SC', 'HarmonyOS Sans SC', 'MiSans', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** Ant Design's theme for the colour scheme that the device asks for; the colours are those of `styles/tokens.css`. */
export function useTheme(): ThemeConfig {
  const isDark = useSyncExternalStore(subscribe, () => dark.matches);
  return isDark ? DARK : LIGHT;
}

const shared = { fontFamily: FONT, borderRadius: 6, wireframe: false };

const LIGHT: ThemeConfig = {
  algorithm: theme.defaultAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#1560e8',
    colorLink: '#0f54cf',
    colorError: '#c2261f',
    colorSuccess: '#0b7a4b',
    colorSuccessBg: '#e6f6ee',
    colorSuccessBorder: '#a9dcc2',
    colorWarning: '#a86500',
    colorWarningBg: '#fff3d6',
    colorWarningBorder: '#f0d79c',
    colorErrorBg: '#fdeceb',
    colorErrorBorder: '#f3b9b5',
    colorTextBase: '#17202e',
    colorTextPlaceholder: '#6b7688',
    colorTextDescription: '#55617a',
  },
};

const DARK: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#3b7ef0',
    colorLink: '#8db8ff',
    colorError: '#ff7a70',
    colorBgBase: '#0c121c',
    colorBgContainer: '#182131',
    colorBgElevated: '#1f2a3d',
    colorBorder: '#34425a',
    colorTextBase: '#e7edf6',
    colorTextPlaceholder: '#8b99b0',
  },
};
