using System.Text.Json;

namespace Maas.ApiGateway.Json;

/// <summary>Reads the value that <paramref name="reader"/> stands on, whole, into <paramref name="target"/>.</summary>
internal delegate void JsonValueReader<in TTarget>(ref Utf8JsonReader reader, TTarget target, string path, Violations violations);
