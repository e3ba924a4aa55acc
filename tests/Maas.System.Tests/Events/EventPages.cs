using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Maas.SystemTests.Events;

/// <summary>A page of an origin of its own with a plain EventSource, which reports here what that gets.</summary>
internal sealed class EventPages : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly Lock _lock = new();
    private readonly List<string> _reports = [];
    private TaskCompletionSource _reported = NewSource();

    private EventPages(WebApplication app)
    {
        _app = app;
        app.Run(AnswerAsync);
    }

    public string Origin => _app.Urls.Single();

    public static async Task<EventPages> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var pages = new EventPages(builder.Build());
        await pages._app.StartAsync();
        return pages;
    }

    /// <summary>The address of the page that watches by an URL.</summary>
    public string PageOf(Uri events) => $"{Origin}/?{Uri.EscapeDataString(events.OriginalString)}";

    /// <summary>Waits until pages have reported so much, and gives what they did.</summary>
    public async Task<IReadOnlyList<string>> ReportsAsync(int atLeast)
    {
        while (true)
        {
            Task reported;
            lock (_lock)
            {
                if (_reports.Count >= atLeast)
                {
                    return [.. _reports];
                }

                reported = _reported.Task;
            }

            await reported.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync(Page);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var report = await reader.ReadToEndAsync(context.RequestAborted);
        lock (_lock)
        {
            _reports.Add(report);
            _reported.SetResult();
            _reported = NewSource();
        }
    }

    private const string Page =
        """
        <!DOCTYPE html>
        <script>
          const events = new EventSource(decodeURIComponent(location.search.slice(1)));
          let sent = Promise.resolve();
          const report = text => { sent = sent.then(() => fetch("/", { method: "POST", body: text })); };
          events.onmessage = event => report(`${event.lastEventId} ${JSON.parse(event.data).model.name}`);
          events.onerror = () => { if (events.readyState === EventSource.CLOSED) { report("closed"); } };
        </script>
        """;
}
