// A link to pass on: by the system's share sheet where there is one, by copying, or by a code that a phone reads off the screen.

import { useState } from "preact/hooks";

/** What is passed on. */
export interface Shared {
  url: string;
  title: string;
}

export function ShareLink({ url, title }: Shared) {
  const [told, setTold] = useState("");
  const [code, setCode] = useState<{ of: string; path: string; size: number } | null>(null);
  const pass = async (): Promise<void> => {
    setTold(await share({ url, title }));
  };
  const show = async (): Promise<void> => {
    if (code?.of === url) return setCode(null);
    const { qrCode } = await import("./qr-code");
    setCode({ of: url, ...qrCode(url) });
  };
  const shown = code?.of === url ? code : null;
  return (
    <div class="stack">
      <p class="small mono">{url}</p>
      <div class="row">
        <button class="button slim" onClick={() => void pass()}>
          Share the link
        </button>
        <button class="button slim" aria-expanded={shown !== null} onClick={() => void show()}>
          {shown ? "Hide the code" : "Show as a code"}
        </button>
        <span role="status" class="small soft">
          {told}
        </span>
      </div>
      {shown && (
        <svg class="code" viewBox={`0 0 ${shown.size} ${shown.size}`} role="img" aria-label={`QR code of ${url}`} shape-rendering="crispEdges">
          <path d={shown.path} />
        </svg>
      )}
    </div>
  );
}

/** Passes a link on; says what came of it. */
async function share({ url, title }: Shared): Promise<string> {
  if (typeof navigator.share === "function") {
    try {
      await navigator.share({ title, url });
      return "Shared";
    } catch (error) {
      // Somebody who closes the sheet wants nothing copied.
      if ((error as Error).name === "AbortError") return "";
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return "Copied";
  } catch {
    return "Your browser lets nothing be copied: select the link above.";
  }
}
