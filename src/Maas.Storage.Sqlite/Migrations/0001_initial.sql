-- Times are microseconds since 1970-01-01T00:00:00Z. Ids are the 16 bytes of a UUID in network order, so that they sort as
-- their text does. The long columns come last: what listings sort and filter by is then found without reading them.
CREATE TABLE models (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  tenant_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  version TEXT NOT NULL,
  framework TEXT NOT NULL,
  status TEXT NOT NULL,
  is_public INTEGER NOT NULL,
  etag TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  size INTEGER NOT NULL,
  checksum TEXT NOT NULL,
  docker_image TEXT NOT NULL,
  storage_path TEXT NOT NULL,
  tags TEXT NOT NULL,
  metadata TEXT NOT NULL,
  description TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX models_identity ON models (tenant_id, name, version) WHERE deleted_at IS NULL;

-- deleted_at (and is_public) at the end, though always the same: without it SQLite reads each row to look at it.
CREATE INDEX models_newest ON models (created_at, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX models_by_tenant ON models (tenant_id, created_at, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX models_by_owner ON models (owner_id, created_at, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX models_by_framework ON models (framework, created_at, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX models_by_status ON models (status, created_at, id, deleted_at) WHERE deleted_at IS NULL;
CREATE INDEX models_public ON models (created_at, id, deleted_at, is_public) WHERE deleted_at IS NULL AND is_public = 1;
CREATE INDEX models_public_by_tenant ON models (tenant_id, created_at, id, deleted_at, is_public) WHERE deleted_at IS NULL AND is_public = 1;

-- The tags of live models.
CREATE TABLE model_tags (
  tag TEXT NOT NULL,
  model INTEGER NOT NULL REFERENCES models (seq) ON DELETE CASCADE,
  PRIMARY KEY (tag, model)
) STRICT, WITHOUT ROWID;

CREATE INDEX model_tags_by_model ON model_tags (model);

-- AUTOINCREMENT: a revision is never given twice, also after the newest rows are gone.
CREATE TABLE changes (
  revision INTEGER PRIMARY KEY AUTOINCREMENT,
  time INTEGER NOT NULL,
  tenant_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  model_id BLOB NOT NULL,
  model TEXT NOT NULL
) STRICT;

-- What creates with a request id gave at first.
CREATE TABLE create_requests (
  scope TEXT NOT NULL,
  request_id TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  model TEXT NOT NULL,
  UNIQUE (scope, request_id)
) STRICT;

CREATE INDEX create_requests_expiry ON create_requests (expires_at);

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
