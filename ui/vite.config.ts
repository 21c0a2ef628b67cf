/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { withoutUnused } from "./unused.ts";

// The chunks change at different times: a new screen does not make the web view read Ant Design again.
const chunk = (id: string) => {
  if (!id.includes("node_modules")) return undefined;
  if (/node_modules\/(antd|@ant-design|@rc-component|rc-[^/]+|dayjs)\//.test(id)) return "antd";
  return "vendor";
};

export default defineConfig({
  plugins: [react()],
  server: { port: 5173, strictPort: true },
  css: { postcss: { plugins: [withoutUnused] } },
  build: {
    // The oldest web views that the app runs in: WebView2 is evergreen, WebKit as of macOS 13 and Debian 12.
    target: ["chrome111", "safari16.4"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: { output: { manualChunks: chunk } },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/testing.ts"],
    testTimeout: 30_000,
    css: false,
  },
});
