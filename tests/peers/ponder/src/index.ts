// One row for each transfer, and the balance of each side; the zero address, which mints, has none.
import { ponder } from "ponder:registry";
import { holder, transfer } from "ponder:schema";
import { zeroAddress } from "viem";

ponder.on("Token:Transfer", async ({ event, context }) => {
  const { from, to, value } = event.args;
  await context.db.insert(transfer).values({
    block: event.block.number,
    logIndex: event.log.logIndex,
    transaction: event.transaction.hash,
    sender: from,
    recipient: to,
    amount: value,
  });
  for (const [account, change] of [[from, -value], [to, value]] as const) {
    if (account === zeroAddress) continue;
    await context.db
      .insert(holder)
      .values({ account, amount: change })
      .onConflictDoUpdate((row) => ({ amount: row.amount + change }));
  }
});
