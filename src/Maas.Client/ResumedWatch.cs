using System.Runtime.CompilerServices;
using Grpc.Core;
using Maas.Contract.V1;

namespace Maas.Client;

/// <summary>A watch that goes on where it was when its stream ends.</summary>
internal sealed class ResumedWatch(
    ModelRegistryClient registry,
    WatchRequest request,
    RegistryCallOptions? call,
    RegistryClientOptions options,
    TimeProvider clock)
{
    private const string FellBehind = "WATCH_FELL_BEHIND";

    // Either way, so that readers whose registry was lost do not come back together.
    private const double Jitter = 0.2;

    // Beyond it the wait is the longest whatever the options say.
    private const int MostDoublings = 20;

    private int _failures;

    public async IAsyncEnumerable<WatchResponse> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            using var stream = registry.OpenWatch(request, call, cancellationToken);
            while (await MoveNextAsync(stream.ResponseStream, cancellationToken).ConfigureAwait(false))
            {
                var response = stream.ResponseStream.Current;
                request.FromRevision = response.Revision + 1;
                yield return response;
            }

            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>False where the stream has ended and the watch goes on with another.</summary>
    private async Task<bool> MoveNextAsync(IAsyncStreamReader<WatchResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            var moved = await stream.MoveNext(cancellationToken).ConfigureAwait(false);
            _failures = moved ? 0 : _failures + 1;
            return moved;
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested && Resumes(error))
        {
            _failures++;
            return false;
        }
    }

    private static bool Resumes(RpcException error) => error.StatusCode switch
    {
        StatusCode.Unavailable => true,

        // By nobody here: a registry that goes away gives its streams up.
        StatusCode.Cancelled => true,
        StatusCode.OutOfRange => RegistryError.From(error).Reason == FellBehind,
        _ => false,
    };

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Backoff(), clock, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException error)
        {
            // The same as when it is given up while a stream is there.
            throw new RpcException(new Status(StatusCode.Cancelled, "The watch was given up.", error));
        }
    }

    private TimeSpan Backoff()
    {
        var mean = Math.Min(
            options.RetryBackoff.Ticks * Math.Pow(2, Math.Min(_failures - 1, MostDoublings)), options.MaxReconnectBackoff.Ticks);
        return new TimeSpan((long)(mean * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble()))));
    }
}
