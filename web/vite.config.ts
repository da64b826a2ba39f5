/// <reference types="vitest/config" />
import { defineConfig } from "vite";

// The API that the page asks while one works on it (`npm run dev`); built, it asks its own server.
const api = process.env.API_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  // Beside what cargo builds: one folder to delete.
  build: {
    outDir: "../target/web",
    emptyOutDir: true,
    target: "es2022",
    // Inline data would need a weaker content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  server: { proxy: { "/v1": api }, fs: { allow: [".."] } },
  preview: { proxy: { "/v1": api } },
  test: { include: ["test/**/*.test.ts"] },
});
