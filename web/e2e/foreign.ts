// A store's own server, on an origin of its own: serves the example page, told where market and node are.

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WEB } from "./browser";

const EXAMPLE = new URL("../embed/example/", import.meta.url);
const status = (await (await fetch(`${WEB}/v1/status`)).json()) as { rpc_url: string };

/** Starts it. `localhost` is another site than the market's 127.0.0.1. */
export async function foreignShop(edit: (html: string) => string = (html) => html): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const css = request.url === "/shop.css";
    void readFile(new URL(css ? "shop.css" : "index.html", EXAMPLE), "utf8").then((text) => {
      response.setHeader("content-type", css ? "text/css" : "text/html; charset=utf-8");
      response.end(css ? text : edit(text.replaceAll("https://market.example", new URL(WEB).origin).replaceAll("https://node.example", new URL(status.rpc_url).origin)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
