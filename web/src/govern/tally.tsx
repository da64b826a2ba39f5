// Votes as a picture: for, against and abstentions, with the quorum they need.

import type { ItemOf } from "../api/client";
import { exact, percent, PSS, pss, shareBps } from "../money/amount";
import { Amount } from "../ui/value";

type Proposal = ItemOf<"/v1/proposals">;

export function Tally({ of }: { of: Proposal }) {
  const [yes, no, abstain] = [BigInt(of.tally.for), BigInt(of.tally.against), BigInt(of.tally.abstain)];
  const quorum = of.quorum ? BigInt(of.quorum) : null;
  const all = yes + no + abstain;
  const whole = quorum !== null && quorum > all ? quorum : all;
  const width = (part: bigint): string => `${shareBps(part, whole) / 100}%`;
  const reached = quorum === null ? null : yes + abstain >= quorum;
  const label = `For ${exact(yes, PSS, 0)}, against ${exact(no, PSS, 0)}, abstain ${exact(abstain, PSS, 0)} PSS${quorum === null ? "" : `; quorum ${exact(quorum, PSS, 0)}, ${reached ? "reached" : "not reached"}`}`;
  return (
    <div class="stack tally">
      <div class="meter thick" role="img" aria-label={label}>
        <i style={{ width: width(yes) }} />
        <i class="against" style={{ left: width(yes), width: width(no) }} />
        <i class="abstain" style={{ left: width(yes + no), width: width(abstain) }} />
        {quorum !== null && <b style={{ left: `min(${width(quorum)}, calc(100% - 2px))` }} />}
      </div>
      <p class="small soft">
        For <Amount of={yes} token={pss} most={2} /> ({percent(shareBps(yes, all))}) · against <Amount of={no} token={pss} most={2} /> · abstain <Amount of={abstain} token={pss} most={2} />
        {quorum !== null && (
          <>
            {" "}
            · quorum <Amount of={quorum} token={pss} most={2} />, {reached ? "reached" : "not reached"}
          </>
        )}
      </p>
    </div>
  );
}
