// What a dispute is about, in words.

import type { ItemOf } from "../api/client";

export function about({ about: { order, line, report, model } }: Pick<ItemOf<"/v1/disputes">, "about">): string {
  if (report) return `report ${report}`;
  if (model) return `model ${model}`;
  if (order) return `order ${order}, line ${line}`;
  return "a statement";
}
