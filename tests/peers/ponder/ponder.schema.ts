// What our indexer keeps of a transfer, column by column; a key and one index, where ours has a key and three.
import { index, onchainTable, primaryKey } from "ponder";

export const transfer = onchainTable(
  "transfer",
  (t) => ({
    block: t.bigint().notNull(),
    logIndex: t.integer().notNull(),
    transaction: t.hex().notNull(),
    sender: t.hex().notNull(),
    recipient: t.hex().notNull(),
    amount: t.bigint().notNull(),
  }),
  (table) => ({
    key: primaryKey({ columns: [table.block, table.logIndex] }),
    bySender: index().on(table.sender, table.block, table.logIndex),
  }),
);

export const holder = onchainTable("holder", (t) => ({
  account: t.hex().primaryKey(),
  amount: t.bigint().notNull(),
}));
