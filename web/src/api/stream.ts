// The API's event stream: blocks as they are indexed. Reads it with fetch, so that a broken connection continues
// after the last event seen; an EventSource forgets it where the server refused once.

import { pause } from "./client";

/** An event of a stream of server-sent events. */
export interface StreamEvent {
  event: string;
  id: string;
  data: string;
}

/** Splits a stream's text into events, whatever the pieces in which it arrives. */
export class EventParser {
  #rest = "";
  #event: StreamEvent = { event: "message", id: "", data: "" };
  #filled = false;

  push(text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (this.#filled) events.push(this.#event);
        this.#event = { event: "message", id: this.#event.id, data: "" };
        this.#filled = false;
        continue;
      }
      const colon = line.indexOf(":");
      if (colon === 0) continue; // a comment: the server is alive
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (name === "data") {
        this.#event.data += this.#filled ? `\n${value}` : value;
        this.#filled = true;
      } else if (name === "event") this.#event.event = value;
      else if (name === "id") this.#event.id = value;
    }
    return events;
  }
}

/** What a follower is told. */
export interface Follower {
  event(event: StreamEvent): void;
  connected(connected: boolean): void;
}

/** Follows a stream, after the event `last`, until aborted; comes again by itself, where it was. */
export async function follow(url: string, follower: Follower, signal: AbortSignal, last = ""): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const response = await fetch(url, { headers: { accept: "text/event-stream", ...(last ? { "last-event-id": last } : {}) }, cache: "no-store", signal });
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
      follower.connected(true);
      const parser = new EventParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        failures = 0;
        for (const event of parser.push(piece.value)) {
          last = event.id;
          follower.event(event);
        }
      }
    } catch {
      // Told below, tried again.
    }
    if (signal.aborted) return;
    follower.connected(false);
    await pause(Math.min(500 * 2 ** failures, 15_000), signal).catch(() => undefined);
  }
}
