using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Maas.SystemTests;

/// <summary>What REST answered.</summary>
internal sealed record RestReply(int Status, JsonNode? Body, HttpResponseHeaders Headers)
{
    public string Id => Text("id");

    public string Text(string key) => (string?)Body?[key] ?? throw new InvalidOperationException($"The reply has no {key}: {Status} {Body}");
}
