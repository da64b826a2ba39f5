// A table, in a region that scrolls sideways by itself where a screen is narrow, and by keys.

import type { ComponentChildren } from "preact";

/** A column's heading: of text, of numbers, or for screen readers only. */
export type Head = string | { number: string } | { hidden: string };

export function Table({ label, heads, kind, children }: { label: string; heads: Head[]; kind?: "wide" | "tall-table"; children: ComponentChildren }) {
  return (
    <div class={kind ? `scroll ${kind}` : "scroll"} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={index} class={typeof head === "object" && "number" in head ? "number" : undefined}>
                {typeof head === "string" ? head : "number" in head ? head.number : <span class="hidden-text">{head.hidden}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
