using System.Text.Json.Serialization;

namespace Maas.Storage.Postgres;

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class ColumnJson : JsonSerializerContext;
