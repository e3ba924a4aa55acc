using System.Diagnostics.CodeAnalysis;
using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>
/// A call with a stream of replies. Nothing is read that was not asked for, so that a reader who stops holds the server up.
/// </summary>
internal sealed class ReplyStreamCall<TResponse>(
    CallSettings settings,
    IMethod method,
    Marshaller<TResponse> marshaller,
    string? host,
    CallOptions options,
    bool streamsRequests) : ClientCall(settings, method, host, options), IAsyncStreamReader<TResponse>
    where TResponse : class
{
    // A failed write may have to read on to learn why; only a call that streams both ways has this lock.
    private readonly SemaphoreSlim? _reading = streamsRequests ? new SemaphoreSlim(1, 1) : null;

    private Task<ReplyReader?> _opening = null!;
    private int _moving;

    public TResponse Current { get; private set; } = null!;

    public void Start(RequestBody body)
    {
        Body = body;
        _opening = OpenAsync();
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _moving, 1) == 1)
        {
            throw new InvalidOperationException("The stream is being read already: it has one reader at a time.");
        }

        try
        {
            using var byToken = Watch(cancellationToken);
            return await MoveNextAsync().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _moving, 0);
        }
    }

    public override async Task<RpcException> OutcomeAsync() => await _opening.ConfigureAwait(false) is { } reader && !HasEnded
        ? await DrainAsync(reader).ConfigureAwait(false)
        : TooLate();

    // Nobody may be reading, and so nobody else notice.
    protected override void WasEnded() => Fail(new OperationCanceledException(Ended));

    /// <summary>Sends the request; null when the call has ended with the head of its reply, or before.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever it was, it is the call's failure, which whoever reads gets.")]
    private async Task<ReplyReader?> OpenAsync()
    {
        while (true)
        {
            try
            {
                var reply = await SendAsync().ConfigureAwait(false);
                var isWhole = HeadArrived(reply);
                if (isWhole)
                {
                    Finish(null);
                }

                if (!HasEnded)
                {
                    return new ReplyReader(reply, Settings.MaxReceiveMessageSize);
                }

                reply.Dispose();
                return null;
            }
            catch (Exception error)
            {
                if (!Repeats(error))
                {
                    Fail(error);
                    return null;
                }
            }
        }
    }

    private async ValueTask<bool> MoveNextAsync()
    {
        var reader = await _opening.ConfigureAwait(false);
        if (_reading is not null)
        {
            await _reading.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        try
        {
            if (HasEnded)
            {
                return Failure is { } failure ? throw failure : false;
            }

            return await ReadAsync(reader!).ConfigureAwait(false);
        }
        finally
        {
            _reading?.Release();
        }
    }

    private async ValueTask<bool> ReadAsync(ReplyReader reader)
    {
        try
        {
            if (await reader.ReadAsync(Ended).ConfigureAwait(false))
            {
                Current = reader.Deserialize(marshaller);
                reader.Release();
                return true;
            }

            ReplyTrailers.ThrowIfFailed(Reply!);
        }
        catch (Exception error)
        {
            throw Fail(error);
        }

        Current = null!;
        return Finish(null) is { } failure ? throw failure : Close(reader);
    }

    /// <summary>
    /// Says how a call ends whose request stream is over before its end. Then so is the reply's, and what is left of it is
    /// here: its end tells the status, while its messages stay to be read.
    /// </summary>
    private async Task<RpcException> DrainAsync(ReplyReader reader)
    {
        await _reading!.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!HasEnded)
            {
                await reader.DrainAsync(Ended).ConfigureAwait(false);
                if (!reader.IsEmptied)
                {
                    return ReplyTrailers.Failure(Reply!) ?? TooLate(Reply!.ReadTrailers());
                }

                ReplyTrailers.ThrowIfFailed(Reply!);
                Finish(null);
                Close(reader);
            }

            return TooLate();
        }
        catch (Exception error)
        {
            throw Fail(error);
        }
        finally
        {
            _reading.Release();
        }
    }

    private bool Close(ReplyReader reader)
    {
        reader.Dispose();
        Reply!.Dispose();
        return false;
    }

    private RpcException Fail(Exception error)
    {
        var failure = Finish(Explain(error));

        // Resets the stream when there is more of it to come.
        Reply?.Dispose();
        return failure ?? TooLate();
    }
}
