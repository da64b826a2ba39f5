// The public API, typed by its own document. Nothing else is ever asked but the chain.

import createClient from "openapi-fetch";
import type { paths } from "./schema";

type Paths = { [P in keyof paths]: paths[P] extends { get: { responses: { 200: { content: { "application/json": unknown } } } } } ? P : never };
/** A resource that answers JSON. */
export type Resource = Paths[keyof paths];
/** What a resource answers. */
export type Answer<P extends Resource> = paths[P] extends { get: { responses: { 200: { content: { "application/json": infer T } } } } } ? T : never;
type Parameters<P extends Resource> = paths[P] extends { get: { parameters: infer T } } ? T : never;
type Part<T, K extends string> = T extends Record<K, infer V> ? V : T extends Partial<Record<K, infer V>> ? V : never;
/** Its parameters: those of the path, and those of the query. */
export interface Asked<P extends Resource> {
  path?: Part<Parameters<P>, "path">;
  query?: Part<Parameters<P>, "query">;
}

/** A refusal of the API, as problem details (RFC 9457) say it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
  ) {
    super(detail);
  }
  get missing(): boolean {
    return this.status === 404;
  }
}

let client = createClient<paths>({ baseUrl: "" });
/** Where the API is: here, if it is not told (what is embedded in other sites' pages tells it). */
export let origin = "";
export function ask(where: string): void {
  origin = where;
  client = createClient<paths>({ baseUrl: where });
}

// The block that answers must have reached: that of the last transaction of ours.
let reached = 0;
/** From now on no answer is older than this block. */
export function atLeast(block: number): void {
  reached = Math.max(reached, block);
}

/**
 * Asks a resource. Waits where the API has not indexed the wanted block yet, or asks for patience.
 * @throws Problem, or an AbortError
 */
export async function get<P extends Resource>(path: P, asked: Asked<P> = {}, signal?: AbortSignal): Promise<Answer<P>> {
  for (let tries = 0; ; tries += 1) {
    const query = { ...(asked.query as object | undefined), ...(reached > 0 && path !== "/v1/status" ? { min_block: reached } : {}) };
    const request = client.GET as unknown as (path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
    let answer;
    try {
      answer = await request(path, { params: { path: asked.path, query }, signal });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Problem(0, "offline", "The server cannot be reached. Check your connection; this page tries again by itself.");
    }
    if (answer.data !== undefined) return answer.data as Answer<P>;
    const problem = asProblem(answer.response.status, answer.error);
    const passing = [409, 429, 503, 504].includes(problem.status) && problem.type !== "cursor-reorganised";
    if (!passing || tries === 8) throw problem;
    await pause(Math.min(200 * 2 ** tries, 4000), signal);
  }
}

function asProblem(status: number, body: unknown): Problem {
  const { type, detail } = (typeof body === "object" && body !== null ? body : {}) as { type?: string; detail?: string };
  return new Problem(status, (type ?? "").replace("urn:productshare:problem:", ""), detail ?? `The server answered ${status}.`);
}

/** Resolves after a while, or rejects when aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

/** All items of a list, page by page, up to `most`. */
export async function all<P extends Resource>(path: P, asked: Asked<P>, most: number, signal?: AbortSignal): Promise<ItemOf<P>[]> {
  const items: ItemOf<P>[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: 200, ...(asked.query as object | undefined), ...(cursor ? { cursor } : {}) } as Asked<P>["query"];
    const page = (await get(path, { ...asked, query }, signal)) as { items: ItemOf<P>[]; next?: string };
    items.push(...page.items);
    cursor = page.next;
  } while (cursor && items.length < most);
  return items;
}
/** What a list lists. */
export type ItemOf<P extends Resource> = Answer<P> extends { items: (infer T)[] } ? T : never;
