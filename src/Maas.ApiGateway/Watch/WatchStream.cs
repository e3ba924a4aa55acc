using Grpc.Core;
using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Errors;
using Maas.Client;
using Maas.Contract.V1;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.ApiGateway.Watch;

/// <summary>Passes a watch of the registry on as events, for as long as somebody reads them.</summary>
/// <remarks>
/// It reads no further than its own reader does: what a slow one leaves unread fills the buffers between, and then the registry cuts
/// the watch off. There is no resuming here, since an EventSource does that by itself, with the id of the last event that it got.
/// </remarks>
internal sealed class WatchStream(
    ModelRegistryClient registry, RegistryCalls calls, Problems problems, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    private const string Progress = "progress";
    private const string Error = "error";

    // Milliseconds; by chance, so that readers who lost the same gateway do not come back together.
    private const int ShortestRetry = 1_000;
    private const int LongestRetry = 3_000;

    // What a reader gets to take the reason of the end before its connection is cut.
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(1);

    // What a reader gets to take what it is sent. Over HTTP/2 one that gives no credit is otherwise kept for as long as it answers pings.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(1);

    public async Task RunAsync(HttpContext http)
    {
        var call = calls.For(http);
        var request = WatchQuery.Read(http.Request);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        using var watch = registry.OpenWatch(request, call, end.Token);
        var changes = watch.ResponseStream;
        await OpenAsync(http, changes, call.Deadline);
        WriteHeaders(http);
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        using var events = new EventStream(http.Response.BodyWriter);
        events.WriteRetry(Random.Shared.Next(ShortestRetry, LongestRetry));
        if (await PassOnAsync(http, changes, events, end.Token) is { } failure && !http.RequestAborted.IsCancellationRequested)
        {
            await EndAsync(http, events, failure);
        }
    }

    private static void WriteHeaders(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = EventStream.MediaType;
        http.Response.Headers.CacheControl = "no-store";

        // nginx holds answers back unless it is told not to; others that buffer know it too.
        http.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private static void Write(EventStream events, WatchResponse response)
    {
        foreach (var change in response.Changes)
        {
            events.WriteEvent(null, change.Revision, change.ToView(), GatewayJson.Snake.ChangeView);
        }

        if (response.Changes is not [.., var last] || last.Revision < response.Revision)
        {
            events.WriteEvent(Progress, response.Revision, new ProgressView(response.Revision), GatewayJson.Snake.ProgressView);
        }
    }

    /// <summary>Waits for the first response, within the deadline that any other request has.</summary>
    private async Task OpenAsync(HttpContext http, IAsyncStreamReader<WatchResponse> changes, DateTimeOffset? deadline)
    {
        var wait = deadline - clock.GetUtcNow() ?? Timeout.InfiniteTimeSpan;
        using var late = new CancellationTokenSource(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock);
        try
        {
            if (!await changes.MoveNext(late.Token))
            {
                throw Ended();
            }
        }
        catch (RpcException error) when (IsCancelled(error) && !http.RequestAborted.IsCancellationRequested)
        {
            throw lifetime.ApplicationStopping.IsCancellationRequested ? Stopping()
                : late.IsCancellationRequested ? new RpcException(new Status(StatusCode.DeadlineExceeded, "No response came."))
                : Ended();
        }
    }

    /// <summary>Passes responses on until the watch fails, which is given, or the reader is gone.</summary>
    private async Task<Exception?> PassOnAsync(HttpContext http, IAsyncStreamReader<WatchResponse> changes, EventStream events, CancellationToken end)
    {
        try
        {
            do
            {
                Write(events, changes.Current);
                if (!await TakenAsync(events.FlushAsync(end).AsTask()))
                {
                    return null;
                }
            }
            while (await changes.MoveNext(end));

            return Ended();
        }
        catch (RpcException error)
        {
            return lifetime.ApplicationStopping.IsCancellationRequested ? Stopping() : IsCancelled(error) ? Ended() : error;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The reader was in the middle of something, and its connection is cut with that.
            return null;
        }
        catch (TimeoutException)
        {
            http.Abort();
            return null;
        }
    }

    // No clock is asked where what is sent fits into what is kept for the reader, as most of it does.
    private Task<bool> TakenAsync(Task<bool> sending) =>
        sending.IsCompleted ? sending : sending.WaitAsync(LongestWrite, clock, CancellationToken.None);

    private async Task EndAsync(HttpContext http, EventStream events, Exception failure)
    {
        using var late = new CancellationTokenSource(LastWrite, clock);
        events.WriteEvent(Error, null, problems.Of(http, failure), GatewayJson.Snake.Problem);
        try
        {
            await events.FlushAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    // By nobody here, but for a reader that is gone and is told nothing: the registry resets a stream that is not read.
    private static bool IsCancelled(RpcException error) => error.StatusCode == StatusCode.Cancelled;

    private static RequestRefusedException Stopping() =>
        new(StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable, "The gateway is stopping.");

    private static RpcException Ended() => new(new Status(StatusCode.Unavailable, "The registry ended the watch."));
}
