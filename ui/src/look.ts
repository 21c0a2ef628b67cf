// The look: Ant Design's tokens, compact, one accent, system fonts. style.css has the same colours for our own parts.
import { theme as antd, type ThemeConfig } from "antd";

export const fonts =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

export const look = (dark: boolean): ThemeConfig => ({
  algorithm: dark ? [antd.darkAlgorithm, antd.compactAlgorithm] : [antd.defaultAlgorithm, antd.compactAlgorithm],
  token: {
    colorPrimary: dark ? "#3b7fd0" : "#1b5fae",
    colorInfo: dark ? "#3b7fd0" : "#1b5fae",
    colorLink: dark ? "#79aef0" : "#1b5fae",
    colorBgBase: dark ? "#1b1e23" : "#ffffff",
    colorTextBase: dark ? "#e6e8ec" : "#1c2128",
    colorTextPlaceholder: dark ? "#969eab" : "#6b7380",
    colorTextDescription: dark ? "#a5adba" : "#57606d",
    fontFamily: fonts,
    fontSize: 13,
    borderRadius: 4,
    wireframe: false,
    motionDurationMid: "0.12s",
    motionDurationSlow: "0.16s",
  },
  components: {
    Segmented: { itemSelectedColor: dark ? "#e6e8ec" : "#1c2128", itemColor: dark ? "#b4bbc6" : "#4b5563" },
    Button: { fontWeight: 400 },
    Form: { itemMarginBottom: 12, labelColor: dark ? "#b4bbc6" : "#4b5563" },
  },
});

/** The nonce that the app puts into index.html: with it Ant Design's styles pass the strict policy. */
export const nonce = (): string | undefined => document.querySelector<HTMLStyleElement>("style[nonce]")?.nonce || undefined;
