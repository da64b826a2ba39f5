import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { EventParser, follow, type StreamEvent } from "../src/api/stream";

describe("EventParser", () => {
  const text = 'event: block\nid: 7-ab\ndata: {"block":7}\n\n: alive\n\nevent: rewind\nid: 6-\ndata: a\ndata: b\n\n';
  it("reads the same events however the text is cut", () => {
    const whole = new EventParser().push(text);
    expect(whole).toEqual([
      { event: "block", id: "7-ab", data: '{"block":7}' },
      { event: "rewind", id: "6-", data: "a\nb" },
    ]);
    for (let size = 1; size < 20; size += 1) {
      const parser = new EventParser();
      const events: StreamEvent[] = [];
      for (let at = 0; at < text.length; at += size) events.push(...parser.push(text.slice(at, at + size)));
      expect(events).toEqual(whole);
    }
  });
});

describe("follow", () => {
  const stop = new AbortController();
  afterEach(() => stop.abort());
  it("comes again with the last id after the connection broke", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers["last-event-id"] as string | undefined);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`event: block\nid: ${asked.length}-x\ndata: {}\n\n`, () => response.destroy());
    }).listen(0);
    await new Promise((resolve) => server.on("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      void follow(
        `http://127.0.0.1:${port}/`,
        {
          connected: () => undefined,
          event: ({ id }) => {
            seen.push(id);
            if (seen.length === 2) resolve();
          },
        },
        stop.signal,
      );
    });
    server.close();
    expect(seen).toEqual(["1-x", "2-x"]);
    expect(asked.slice(0, 2)).toEqual([undefined, "1-x"]);
  });
});
