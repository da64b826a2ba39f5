-- A log is named by its block's number and its index: `block` holds one block of a number, and its hash with it. The hash in
-- each log cost a second index, and the check of each log's block more than twice the time of writing it. Only the writer
-- adds logs, in the transaction that adds their block, and only its rewind takes both away, by number.
alter table raw_log drop column block_hash; -- its key and its reference to `block` with it
alter index raw_log_order rename to raw_log_pkey;
alter table raw_log add constraint raw_log_pkey primary key using index raw_log_pkey;
