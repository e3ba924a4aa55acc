namespace Maas.Storage.Postgres;

// The statements of a writing transaction. Each does its work for any number of rows at once.
internal sealed class WriteStatements(SchemaName schema)
{
    public const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
    public const string Commit = "COMMIT";
    public const string Savepoint = "SAVEPOINT mutation";
    public const string ReleaseSavepoint = "RELEASE SAVEPOINT mutation";
    public const string UndoToSavepoint = "ROLLBACK TO SAVEPOINT mutation";

    // Rows of models as unnested arrays, in the order of WrittenColumns.
    private const string Rows = """
        unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) AS r (
          id, name_key, tenant_id, owner_id, name, name_folded, version, framework, status, is_public, etag, created_at, updated_at, deleted_at,
          size, checksum, docker_image, storage_path, tags, metadata, description)
        """;

    // What is set is so for this transaction alone. A replica that stops in it without ending must not keep the others waiting; what
    // is acknowledged must be on disk, whatever the server does by default; and a plan that was made when there were few models must
    // not be kept for when there are many.
    public string Lock { get; } = $"""
        SELECT newest, set_config('idle_in_transaction_session_timeout', '10s', true),
          set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true),
          set_config('plan_cache_mode', 'force_custom_plan', true)
        FROM {schema}.change_log FOR UPDATE
        """;

    // Deleted ones too: to leave them out would have the planner think of the indexes that do.
    public string FindModels { get; } = $"SELECT {ModelColumns.Select}, m.name_key IS NOT NULL FROM {schema}.models m WHERE m.id = ANY($1)";

    public string FindNames { get; } = $"SELECT m.name_key FROM {schema}.models m WHERE m.name_key = ANY($1)";

    public string FindRequests { get; } = $"""
        SELECT r.scope, r.request_id, r.fingerprint, r.expires_at, r.model
        FROM unnest($1, $2) AS w (scope, request_id) JOIN {schema}.create_requests r ON r.scope = w.scope AND r.request_id = w.request_id
        """;

    // Takes models out of the index of names until they are written: unique indexes are checked row by row, and names may be passed
    // round in any order.
    public string LetGoOfNames { get; } = $"UPDATE {schema}.models SET name_key = NULL WHERE id = ANY($1)";

    public string UpdateModels { get; } = $"""
        UPDATE {schema}.models m SET
          name_key = r.name_key, name = r.name, name_folded = r.name_folded, status = r.status, is_public = r.is_public, etag = r.etag, updated_at = r.updated_at,
          deleted_at = r.deleted_at, size = r.size, checksum = r.checksum, docker_image = r.docker_image, storage_path = r.storage_path,
          tags = r.tags::text[], metadata = r.metadata, description = r.description
        FROM {Rows} WHERE m.id = r.id
        """;

    public string InsertModels { get; } = $"""
        INSERT INTO {schema}.models (
          id, name_key, tenant_id, owner_id, name, name_folded, version, framework, status, is_public, etag, created_at, updated_at, deleted_at,
          size, checksum, docker_image, storage_path, tags, metadata, description)
        SELECT
          id, name_key, tenant_id, owner_id, name, name_folded, version, framework, status, is_public, etag, created_at, updated_at, deleted_at,
          size, checksum, docker_image, storage_path, tags::text[], metadata, description
        FROM {Rows}
        """;

    public string InsertChanges { get; } =
        $"INSERT INTO {schema}.changes ({ChangeColumns.All}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    // Only one that has expired can be in the way.
    public string KeepRequests { get; } = $"""
        INSERT INTO {schema}.create_requests (scope, request_id, fingerprint, expires_at, model)
        SELECT * FROM unnest($1, $2, $3, $4, $5)
        ON CONFLICT (scope, request_id) DO UPDATE SET fingerprint = excluded.fingerprint, expires_at = excluded.expires_at, model = excluded.model
        """;

    public string PurgeRequests { get; } = $"""
        DELETE FROM {schema}.create_requests WHERE ctid = ANY (ARRAY(
          SELECT ctid FROM {schema}.create_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2))
        """;

    public string PutBack { get; } = $"UPDATE {schema}.change_log SET newest = $1";

    // Delivered with the commit, and only then.
    public string Notify { get; } = $"SELECT pg_notify('{RevisionNotice.Channel}', $1)";
}
