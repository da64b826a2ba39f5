import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const own = fileURLToPath(new URL("./interfaces.ts", import.meta.url));
/** What of the contracts' functions a purchase needs; of errors and events it knows all. */
const CALLED = new Set(["placeOrder", "placeOrderWithAuthorization", "allowance", "approve"]);

/** Other sites' visitors do not load what nobody calls. */
const small: Plugin = {
  name: "interfaces",
  enforce: "pre",
  resolveId: (id, importer) => (id === "./interfaces" && importer?.endsWith("contracts.ts") ? own : null),
  transform(code, id) {
    if (!/\/abi\/\w+\.json$/.test(id)) return null;
    const abi = JSON.parse(code) as { type: string; name?: string }[];
    return JSON.stringify(abi.filter(({ type, name }) => type === "error" || name === "OrderPlaced" || (type === "function" && CALLED.has(name ?? ""))));
  },
};

// One script with everything in it: other sites' pages load nothing else of ours.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  publicDir: false,
  plugins: [small],
  build: {
    outDir: "../../target/web/embed",
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "buy.tsx", formats: ["iife"], name: "ProductShareBuy", fileName: () => "productshare-buy.js" },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
