// A page's frame: its title, also the document's; focused when one comes from another page, so that screen readers read it.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

let first = true;

export function Page({ title, crumb, lead, children }: { title: string; crumb?: ComponentChildren; lead?: ComponentChildren; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title === "ProductShare" ? title : `${title} – ProductShare`;
  }, [title]);
  useEffect(() => {
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, []);
  return (
    <>
      <header class="head">
        {crumb && <p class="crumb">{crumb}</p>}
        <h1 tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {lead && <div class="lead">{lead}</div>}
      </header>
      {children}
    </>
  );
}

/** A part of a page, with its heading. */
export function Section({ title, aside, children }: { title: string; aside?: ComponentChildren; children: ComponentChildren }) {
  return (
    <section aria-label={title}>
      <div class="section-head">
        <h2>{title}</h2>
        {aside && <div class="soft small">{aside}</div>}
      </div>
      {children}
    </section>
  );
}
