using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Maas.Storage.Sqlite;

[JsonSerializable(typeof(ImmutableArray<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class ColumnJson : JsonSerializerContext;
