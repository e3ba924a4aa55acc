using System.Diagnostics.CodeAnalysis;

namespace Maas.Grpc.Server;

/// <summary>
/// Answers a call when its deadline passes, whatever its handler does, and cancels the handler's token then or when the
/// client is gone. Made only for calls whose token is asked for, or whose handler has something to wait for.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither timer nor handle, and handlers may keep its token.")]
internal sealed class CallDeadline(ServerCall call)
{
    // A timer's longest wait; a deadline of seven weeks needs none.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _clientGone;
    private ITimer? _timer;
    private bool _passed;
    private bool _ended;

    public CancellationToken Token => _cancellation.Token;

    public void Start(TimeSpan remaining)
    {
        var clientGone = call.Http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _cancellation);
        var timer = remaining > LongestTimer ? null : StartTimer(remaining);
        lock (call.Gate)
        {
            if (!_ended)
            {
                _clientGone = clientGone;
                _timer = timer;
                return;
            }
        }

        // Another thread asked for the token, and the call ended meanwhile.
        timer?.Dispose();
        clientGone.Dispose();
    }

    /// <summary>Ends the watch; the task waits for an answer that is under way.</summary>
    public Task EndAsync()
    {
        CancellationTokenRegistration clientGone;
        ITimer? timer;
        Task answered;
        lock (call.Gate)
        {
            _ended = true;
            (clientGone, timer) = (_clientGone, _timer);
            answered = _passed ? _answered.Task : Task.CompletedTask;
        }

        // Outside of the gate, since a registration waits for its callback.
        timer?.Dispose();
        clientGone.Dispose();
        return answered;
    }

    private ITimer StartTimer(TimeSpan remaining) => call.Settings.Clock.CreateTimer(
        static watch => ((CallDeadline)watch!).Pass(),
        this,
        remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero,
        Timeout.InfiniteTimeSpan);

    private void Pass()
    {
        lock (call.Gate)
        {
            if (!call.TryClaim())
            {
                return;
            }

            _passed = true;
        }

        _ = AnswerAsync();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Nobody awaits a timer: what fails here is logged, and the handler still ends the call.")]
    private async Task AnswerAsync()
    {
        // Beside the answer and not after it: an answer that fails, or waits for a client that does not read, keeps no handler going.
        var done = Task.WhenAll(_cancellation.CancelAsync(), call.AnswerDeadlineAsync());
        try
        {
            await done;
        }
        catch (Exception error)
        {
            call.Settings.Log.DeadlineFailed(call.Method, done.Exception ?? error);
        }
        finally
        {
            _answered.SetResult();
        }
    }
}
