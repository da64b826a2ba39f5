import { defineConfig } from "vitest/config";

// One demo and one browser: what one test does to the chain, another would see.
export default defineConfig({
  cacheDir: "../node_modules/.vite-e2e",
  test: { root: new URL(".", import.meta.url).pathname, include: ["*.test.ts"], testTimeout: 90_000, hookTimeout: 60_000, fileParallelism: false },
});
