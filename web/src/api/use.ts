// Answers of the API in components: kept while they are renewed, renewed when the chain changed.

import { useEffect, useRef, useState } from "preact/hooks";
import { get, type Answer, type Asked, type Resource } from "./client";
import { changes, tip } from "./live";

/** An answer on its way, there, or refused. `data` stays while it is renewed. */
export interface Loaded<T> {
  data?: T;
  error?: Error;
  busy: boolean;
  retry: () => void;
}

/** Most often that one view is renewed, milliseconds. */
const PACE = 400;

/** Runs `load` now, when `key` changes, and when the chain does. A `key` of null loads nothing. */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; data?: T; error?: Error; busy: boolean }>({ key, busy: key !== null });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (key === null) return undefined;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = false;
    let again = false;
    const run = async (): Promise<void> => {
      running = true;
      again = false;
      setState((old) => (old.key === key ? { ...old, busy: true } : { key, busy: true }));
      try {
        const data = await latest.current(stop.signal);
        if (!stop.signal.aborted) setState({ key, data, busy: false });
      } catch (error) {
        if (!stop.signal.aborted) setState((old) => ({ key, data: old.key === key ? old.data : undefined, error: error as Error, busy: false }));
      }
      if (stop.signal.aborted) return;
      timer = setTimeout(() => {
        running = false;
        if (again) void run();
      }, PACE);
    };
    void run();
    let first = true;
    const unsubscribe = changes.subscribe(() => {
      if (first) first = false;
      else if (running) again = true;
      else void run();
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, attempt]);
  const current = state.key === key ? state : { busy: key !== null };
  return { ...current, retry: () => setAttempt((count) => count + 1) };
}

/** One resource of the API; `null` asks nothing. */
export function useApi<P extends Resource>(path: P | null, asked: Asked<P> = {}): Loaded<Answer<P>> {
  const key = path === null ? null : `${path} ${JSON.stringify(asked)}`;
  return useLoad(key, (signal) => get(path as P, asked, signal));
}

/** Loads anew when a block passes one of these times (Unix seconds): what follows from time changes without a log. */
export function useTurns(times: (number | null | undefined)[], reload: () => void): void {
  const passed = times.filter((time) => typeof time === "number" && time < (tip.value?.time ?? 0)).length;
  const known = useRef(passed);
  useEffect(() => {
    if (known.current === passed) return;
    known.current = passed;
    reload();
  }, [passed]);
}
