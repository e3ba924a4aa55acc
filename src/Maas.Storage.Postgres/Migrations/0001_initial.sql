-- Run with the schema alone in search_path. The long columns come last: what listings sort and filter by is then found without
-- reading them.
CREATE TABLE models (
  id uuid PRIMARY KEY,
  name_key uuid,
  tenant_id text NOT NULL,
  owner_id text NOT NULL,
  name text NOT NULL,
  name_folded text NOT NULL,
  version text NOT NULL,
  framework text NOT NULL,
  status text NOT NULL,
  is_public boolean NOT NULL,
  etag text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  size bigint NOT NULL,
  checksum text NOT NULL,
  docker_image text NOT NULL,
  storage_path text NOT NULL,
  tags text[] NOT NULL,
  metadata jsonb NOT NULL,
  description text NOT NULL
);

-- A digest of tenant, name and version while the model lives, null afterwards: one small column of any name's length, whose index is
-- the only one to look names up by, whatever the planner knows or does not know of the table.
CREATE UNIQUE INDEX models_identity ON models (name_key);

CREATE INDEX models_newest ON models (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX models_by_tenant ON models (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX models_by_owner ON models (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX models_by_framework ON models (framework, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX models_by_status ON models (status, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX models_public ON models (created_at, id) WHERE deleted_at IS NULL AND is_public;
CREATE INDEX models_public_by_tenant ON models (tenant_id, created_at, id) WHERE deleted_at IS NULL AND is_public;
-- Without fastupdate: searches would go through what waits to be put in, megabytes of it.
CREATE INDEX models_by_tag ON models USING gin (tags) WITH (fastupdate = off) WHERE deleted_at IS NULL;

CREATE TABLE changes (
  revision bigint PRIMARY KEY,
  time timestamptz NOT NULL,
  tenant_id text NOT NULL,
  actor text NOT NULL,
  request_id text NOT NULL,
  idempotency_id text NOT NULL,
  kind text NOT NULL,
  prior text,
  model_id uuid NOT NULL,
  model text NOT NULL
);

-- What the change log is at: one row, which every writing transaction locks first, so that there is one at a time. Oldest is the
-- first revision that is kept, snapshot the one that change_snapshot is of. Its pages are kept almost empty: the row is replaced
-- with every commit, and a replacement that stays on its page touches no index.
CREATE TABLE change_log (
  id integer PRIMARY KEY CHECK (id = 1),
  newest bigint NOT NULL,
  oldest bigint NOT NULL,
  snapshot bigint NOT NULL
) WITH (fillfactor = 10);

INSERT INTO change_log (id, newest, oldest, snapshot) VALUES (1, 0, 1, 0);

-- Of each model, the last change up to the revision of the snapshot.
CREATE TABLE change_snapshot (
  model_id uuid PRIMARY KEY,
  revision bigint NOT NULL,
  time timestamptz NOT NULL,
  tenant_id text NOT NULL,
  actor text NOT NULL,
  request_id text NOT NULL,
  idempotency_id text NOT NULL,
  kind text NOT NULL,
  prior text,
  model text NOT NULL
);

-- What creates with a request id gave at first.
CREATE TABLE create_requests (
  scope text NOT NULL,
  request_id text NOT NULL,
  fingerprint bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  model text NOT NULL,
  PRIMARY KEY (scope, request_id)
);

CREATE INDEX create_requests_expiry ON create_requests (expires_at);

CREATE TABLE secrets (
  name text PRIMARY KEY,
  value bytea NOT NULL
);
