using Maas.Models;
using Npgsql;
using NpgsqlTypes;

namespace Maas.Storage.Postgres;

// Models as one array for each column, in the order in which WriteStatements names them.
internal static class WrittenColumns
{
    public static NpgsqlParameter[] Of(IReadOnlyList<RegisteredModel> models) =>
    [
        models.Column(NpgsqlDbType.Uuid, static model => model.Id.Value),
        models.Column(NpgsqlDbType.Uuid, static model => model.DeletedAt is null ? ModelIdentity.Of(model).Key : (Guid?)null),
        models.Column(NpgsqlDbType.Text, static model => model.TenantId),
        models.Column(NpgsqlDbType.Text, static model => model.OwnerId),
        models.Column(NpgsqlDbType.Text, static model => model.Name),
        models.Column(NpgsqlDbType.Text, static model => CaseFolding.Fold(model.Name)),
        models.Column(NpgsqlDbType.Text, static model => model.Version),
        models.Column(NpgsqlDbType.Text, static model => model.Framework),
        models.Column(NpgsqlDbType.Text, static model => model.Status.WireName),
        models.Column(NpgsqlDbType.Boolean, static model => model.IsPublic),
        models.Column(NpgsqlDbType.Text, static model => model.Etag),
        models.Column(NpgsqlDbType.TimestampTz, static model => model.CreatedAt),
        models.Column(NpgsqlDbType.TimestampTz, static model => model.UpdatedAt),
        models.Column(NpgsqlDbType.TimestampTz, static model => model.DeletedAt),
        models.Column(NpgsqlDbType.Bigint, static model => model.Size),
        models.Column(NpgsqlDbType.Text, static model => model.Checksum),
        models.Column(NpgsqlDbType.Text, static model => model.DockerImage),
        models.Column(NpgsqlDbType.Text, static model => model.StoragePath),
        models.Column(NpgsqlDbType.Text, static model => ModelColumns.WriteTags(model.Tags)),
        models.Column(NpgsqlDbType.Jsonb, static model => ModelColumns.WriteMetadata(model.Metadata)),
        models.Column(NpgsqlDbType.Text, static model => model.Description),
    ];

    public static NpgsqlParameter[] Of(IReadOnlyList<LoggedChange> changes) =>
    [
        changes.Column(NpgsqlDbType.Bigint, static logged => logged.Change.Revision),
        changes.Column(NpgsqlDbType.TimestampTz, static logged => logged.Change.Time),
        changes.Column(NpgsqlDbType.Text, static logged => logged.Change.Model.TenantId),
        changes.Column(NpgsqlDbType.Text, static logged => logged.Change.Actor),
        changes.Column(NpgsqlDbType.Text, static logged => logged.Change.RequestId),
        changes.Column(NpgsqlDbType.Text, static logged => logged.Change.IdempotencyId),
        changes.Column(NpgsqlDbType.Text, static logged => logged.Change.Kind.WireName),
        changes.Column(NpgsqlDbType.Text, static logged => logged.Change.Prior is { } prior ? PriorFieldsJson.Write(prior) : null),
        changes.Column(NpgsqlDbType.Uuid, static logged => logged.Change.Model.Id.Value),
        changes.Column(NpgsqlDbType.Text, static logged => logged.Model),
    ];

    public static NpgsqlParameter[] Of(IReadOnlyList<KeptRequest> requests) =>
    [
        requests.Column(NpgsqlDbType.Text, static request => request.Scope),
        requests.Column(NpgsqlDbType.Text, static request => request.RequestId),
        requests.Column(NpgsqlDbType.Bytea, static request => request.Fingerprint),
        requests.Column(NpgsqlDbType.TimestampTz, static request => request.ExpiresAt),
        requests.Column(NpgsqlDbType.Text, static request => request.Model),
    ];
}
