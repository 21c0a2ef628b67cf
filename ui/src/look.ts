// The look: Ant Design's tokens, compact, one accent, system fonts. style.css has the same colours for our own parts.
import { theme as antd, type ThemeConfig } from "antd";

type MappingAlgorithm = typeof antd.compactAlgorithm;

export const fonts =
  '"PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif';

/** Compact, but no smaller than what can be read all day. */
const readable = (dark: boolean): MappingAlgorithm => (_, map) => ({
  ...(map ?? antd.defaultAlgorithm(_)),
  fontSize: 13,
  fontSizeSM: 12,
  fontSizeLG: 14,
  lineHeight: 1.54,
  lineHeightSM: 1.5,
  lineHeightLG: 1.5,
  fontHeight: 20,
  fontHeightSM: 18,
  fontHeightLG: 21,
  controlHeight: 26,
  controlHeightSM: 22,
  controlHeightLG: 34,
  colorError: dark ? "#ff9c96" : "#b3261e",
  colorErrorHover: dark ? "#ffb8b3" : "#8f1d17",
});

export const look = (dark: boolean): ThemeConfig => ({
  // The rules are Ant Design's own sheet, and only its variables are ours: nothing is worked out while somebody waits.
  zeroRuntime: true,
  hashed: false,
  algorithm: [dark ? antd.darkAlgorithm : antd.defaultAlgorithm, antd.compactAlgorithm, readable(dark)],
  token: {
    colorPrimary: dark ? "#3b7fd0" : "#1b5fae",
    colorInfo: dark ? "#3b7fd0" : "#1b5fae",
    colorLink: dark ? "#79aef0" : "#1b5fae",
    colorBgBase: dark ? "#1b1e23" : "#ffffff",
    colorTextBase: dark ? "#e6e8ec" : "#1c2128",
    ...(dark ? { colorBgElevated: "#23272d", colorBgSpotlight: "#3a414b", colorBorder: "#4a515b", colorBorderSecondary: "#30353c" } : {}),
    colorTextPlaceholder: dark ? "#969eab" : "#6b7380",
    colorTextDescription: dark ? "#a5adba" : "#57606d",
    fontFamily: "var(--fonts)",
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
