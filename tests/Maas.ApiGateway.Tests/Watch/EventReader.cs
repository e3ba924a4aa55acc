using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace Maas.ApiGateway.Tests.Watch;

/// <summary>Reads an answer's events one by one, with .NET's own parser.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly SseParser<string> _parser;
    private readonly IAsyncEnumerator<SseItem<string>> _events;

    private EventReader(HttpResponseMessage response, Stream body)
    {
        Response = response;
        _parser = SseParser.Create(body);
        _events = _parser.EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public HttpResponseMessage Response { get; }

    public string LastEventId => _parser.LastEventId;

    public TimeSpan Retry => _parser.ReconnectionInterval;

    public static async Task<EventReader> OpenAsync(HttpClient http, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).Bounded();
        ((int)response.StatusCode).ShouldBe(200);
        return new EventReader(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    public async Task<(string Name, JsonObject Data)> NextAsync()
    {
        (await _events.MoveNextAsync().AsTask().Bounded()).ShouldBeTrue("the stream has ended");
        return (_events.Current.EventType, JsonNode.Parse(_events.Current.Data)!.AsObject());
    }

    public async Task ShouldEndAsync() => (await _events.MoveNextAsync().AsTask().Bounded()).ShouldBeFalse();

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        Response.Dispose();
    }
}
