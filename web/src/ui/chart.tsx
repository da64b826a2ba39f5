// A chart over time, with its figures as a table for whoever does not see it.

import { useEffect, useRef } from "preact/hooks";
import type uPlotType from "uplot";
import "uplot/dist/uPlot.min.css";
import { Table } from "./table";

export interface Series {
  label: string;
  /** A custom property of the style sheet. */
  colour: string;
  values: (number | null)[];
  stepped?: boolean;
  filled?: boolean;
}

const HEIGHT = 260;

/** `times` are Unix seconds, ascending; values are for the eye only, exact ones belong into a table. */
export function Chart({ title, times, series, unit }: { title: string; times: number[]; series: Series[]; unit: string }) {
  const place = useRef<HTMLDivElement>(null);
  const key = JSON.stringify([times, series]);
  useEffect(() => {
    let stopped = false;
    let plot: uPlotType | undefined;
    const element = place.current;
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const draw = async (): Promise<void> => {
      const { default: UPlot } = await import("uplot");
      if (stopped || !element) return;
      plot?.destroy();
      // Canvas knows no custom properties, nor light-dark(): a probe tells what they are.
      const probe = element.appendChild(document.createElement("span"));
      const colour = (name: string): string => {
        probe.style.color = `var(${name})`;
        return getComputedStyle(probe).color;
      };
      const axis = { stroke: colour("--soft"), grid: { stroke: colour("--rule"), width: 1 }, ticks: { show: false }, font: '12px "Instrument Sans Variable", sans-serif' };
      const stepped = UPlot.paths.stepped?.({ align: 1 });
      plot = new UPlot(
        {
          width: element.clientWidth,
          height: HEIGHT,
          legend: { show: true },
          cursor: { y: false },
          scales: { y: { range: (_, low, high) => [Math.min(0, low), high === low ? high + 1 : high * 1.05] } },
          axes: [axis, { ...axis, size: 70, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString("en")) }],
          series: [
            { label: "Time", value: (_, time) => (time === null ? "" : new Date(time * 1000).toLocaleString("en-GB")) },
            ...series.map((line) => ({
              label: line.label,
              stroke: colour(line.colour),
              width: 2,
              points: { show: times.length < 40, size: 5 },
              ...(line.filled ? { fill: colour(line.colour).replace("rgb(", "rgba(").replace(")", ", 0.12)") } : {}),
              ...(line.stepped && stepped ? { paths: stepped } : {}),
              value: (_: uPlotType, value: number | null) => (value === null ? "" : `${value.toLocaleString("en", { maximumFractionDigits: 6 })} ${unit}`),
            })),
          ],
        },
        [times, ...series.map((line) => line.values)],
        element,
      );
      probe.remove();
    };
    void draw();
    const resize = new ResizeObserver(() => {
      if (plot && element && plot.width !== element.clientWidth) plot.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    if (element) resize.observe(element);
    const redraw = (): void => void draw();
    scheme.addEventListener("change", redraw);
    return () => {
      stopped = true;
      resize.disconnect();
      scheme.removeEventListener("change", redraw);
      plot?.destroy();
    };
  }, [key]);
  return (
    <figure class="chart">
      <div ref={place} role="img" aria-label={`${title}. The same figures are in the table below.`} />
      <details>
        <summary>As a table</summary>
        <Table label={title} kind="tall-table" heads={["Time", ...series.map((line) => ({ number: `${line.label}, ${unit}` }))]}>
          {times.map((time, row) => (
            <tr key={row}>
              <td>{new Date(time * 1000).toLocaleString("en-GB")}</td>
              {series.map((line) => (
                <td key={line.label} class="number">
                  {line.values[row]?.toLocaleString("en", { maximumFractionDigits: 6 })}
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </details>
    </figure>
  );
}

/** An amount as a number for the eye: a chart has fewer pixels than an amount has digits. */
export function plotted(amount: string | bigint, decimals: number): number {
  return Number(BigInt(amount) / 10n ** BigInt(Math.max(0, decimals - 6))) / 10 ** Math.min(6, decimals);
}
