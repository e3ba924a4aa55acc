using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Maas.ApiGateway.Watch;

/// <summary>Writes an event stream (WHATWG HTML, section 9.2, Server-sent events).</summary>
/// <remarks>Not System.Net.ServerSentEvents, which flushes after each event: a response of a watch has up to thousands.</remarks>
internal sealed class EventStream(PipeWriter writer) : IDisposable
{
    public const string MediaType = "text/event-stream";

    // JSON has no line break outside of its strings as it is written here, and none within: so that it is one line of data.
    private readonly Utf8JsonWriter _json = new(writer, new JsonWriterOptions { Encoder = GatewayJson.Snake.Options.Encoder });

    /// <summary>Tells the reader how long to wait before it comes back.</summary>
    public void WriteRetry(int milliseconds) => Write($"retry: {milliseconds}\n");

    /// <summary>Writes an event.</summary>
    /// <param name="name">Its type; null for what an EventSource calls a message.</param>
    /// <param name="id">What a reader that comes back names; null where it stays what it was.</param>
    /// <param name="data">What is written as JSON.</param>
    /// <param name="type">How.</param>
    public void WriteEvent<T>(string? name, long? id, T data, JsonTypeInfo<T> type)
    {
        if (id is { } number)
        {
            Write($"id: {number}\n");
        }

        if (name is not null)
        {
            Write($"event: {name}\n");
        }

        writer.Write("data: "u8);
        JsonSerializer.Serialize(_json, data, type);
        _json.Reset();
        writer.Write("\n\n"u8);
    }

    /// <summary>Sends what was written. True while somebody reads it.</summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken) => !(await writer.FlushAsync(cancellationToken)).IsCompleted;

    public void Dispose() => _json.Dispose();

    private void Write(FormattableString line) => Encoding.ASCII.GetBytes(FormattableString.Invariant(line), writer);
}
