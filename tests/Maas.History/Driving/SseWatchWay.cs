using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contract.V1;

namespace Maas.History.Driving;

/// <summary>Watches by server-sent events, through the gateway.</summary>
internal sealed class SseWatchWay(HttpClient http) : IWatchWay
{
    public string Name => "REST";

    public bool ShowsDeletion => false;

    public async Task<WatchEnd> ReadAsync(WatchRequest request, Func<WatchResponse, bool> receive, CancellationToken cancellationToken)
    {
        try
        {
            using var message = MessageFor(request);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? await ReadAsync(body, receive, cancellationToken)
                : WatchEnd.Of(CodeIn(await new StreamReader(body).ReadToEndAsync(cancellationToken)));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return WatchEnd.Of(cancellationToken.IsCancellationRequested ? StatusCode.Cancelled : StatusCode.Unavailable);
        }
    }

    private static async Task<WatchEnd> ReadAsync(Stream body, Func<WatchResponse, bool> receive, CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            if (item.EventType == "error")
            {
                return WatchEnd.Of(CodeIn(item.Data));
            }

            var response = new WatchResponse { Revision = long.Parse(item.EventId!, CultureInfo.InvariantCulture) };
            if (item.EventType != "progress")
            {
                response.Changes.Add(JsonParser.Default.Parse<Change>(item.Data));
            }

            if (!receive(response))
            {
                return WatchEnd.Of(StatusCode.Cancelled);
            }
        }

        return WatchEnd.Of(StatusCode.Unavailable);
    }

    // As an EventSource that comes back, where it was there before.
    private static HttpRequestMessage MessageFor(WatchRequest request)
    {
        List<string> query = [.. request.Kinds.Select(kind => $"kinds={kind}"), .. request.Tags.Select(tag => $"tags={tag}")];
        query.AddRange(new[] { ("name", request.Name), ("tenant_id", request.TenantId) }
            .Where(filter => filter.Item2.Length > 0)
            .Select(filter => $"{filter.Item1}={filter.Item2}"));
        var isBack = request.FromRevision > 1;
        if (!isBack)
        {
            query.Add(string.Create(CultureInfo.InvariantCulture, $"from_revision={request.FromRevision}"));
        }

        var message = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/watch?{string.Join('&', query)}");
        if (isBack)
        {
            message.Headers.Add("Last-Event-ID", (request.FromRevision - 1).ToString(CultureInfo.InvariantCulture));
        }

        return message;
    }

    private static StatusCode CodeIn(string problem)
    {
        using var json = JsonDocument.Parse(problem);
        return GrpcCodes.Parse(json.RootElement.GetProperty("code").GetString()!);
    }
}
