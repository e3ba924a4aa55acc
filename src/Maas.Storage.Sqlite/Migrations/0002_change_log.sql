-- What the change log is at: one row. Oldest is the first revision that is kept, snapshot the one that change_snapshot is of.
CREATE TABLE change_log (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  newest INTEGER NOT NULL,
  oldest INTEGER NOT NULL,
  snapshot INTEGER NOT NULL
) STRICT;

INSERT INTO change_log (id, newest, oldest, snapshot)
SELECT 1, coalesce(max(revision), 0), 1, 0 FROM changes;

ALTER TABLE changes ADD COLUMN idempotency_id TEXT NOT NULL DEFAULT '';
ALTER TABLE changes ADD COLUMN prior TEXT;

-- Of each model, the last change up to the revision of the snapshot.
CREATE TABLE change_snapshot (
  model_id BLOB NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  time INTEGER NOT NULL,
  tenant_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  model TEXT NOT NULL,
  idempotency_id TEXT NOT NULL,
  prior TEXT
) STRICT;
