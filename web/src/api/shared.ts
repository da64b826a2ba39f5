// One event stream for all tabs: over HTTP/1.1 a browser opens six connections to a server, and each stream keeps one.
// The tab that holds the lock follows and tells the others; when it closes, another goes on after the last event it heard of.

import { follow, type Follower, type StreamEvent } from "./stream";

const NAME = "productshare.stream";
type Told = { event: StreamEvent } | { connected: boolean } | { asks: true };

/** Follows `url` until aborted, alone or through another tab. */
export async function followShared(url: string, follower: Follower, signal: AbortSignal): Promise<void> {
  // Without a secure context there are no locks: then each tab follows for itself.
  if (!("locks" in navigator)) return follow(url, follower, signal);
  const channel = new BroadcastChannel(NAME);
  let last = "";
  let leads = false;
  let connected = false;
  const hear = (event: StreamEvent): void => {
    last = event.id;
    follower.event(event);
  };
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if ("asks" in data) {
      if (leads) channel.postMessage({ connected } satisfies Told);
    } else if (!leads) {
      if ("event" in data) hear(data.event);
      else follower.connected(data.connected);
    }
  };
  channel.postMessage({ asks: true } satisfies Told);
  try {
    await navigator.locks.request(NAME, { signal }, async () => {
      leads = true;
      await follow(
        url,
        {
          event: (event) => {
            hear(event);
            channel.postMessage({ event } satisfies Told);
          },
          connected: (open) => {
            connected = open;
            follower.connected(open);
            channel.postMessage({ connected: open } satisfies Told);
          },
        },
        signal,
        last,
      );
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    channel.close();
  }
}
