using Grpc.Core;

namespace Maas.Grpc.Client;

/// <summary>A call with one reply: a unary one, or one that streams its requests.</summary>
internal sealed class SingleReplyCall<TResponse>(
    CallSettings settings,
    IMethod method,
    Marshaller<TResponse> marshaller,
    string? host,
    CallOptions options) : ClientCall(settings, method, host, options)
    where TResponse : class
{
    public Task<TResponse> Response { get; private set; } = null!;

    public void Start(RequestBody body)
    {
        Body = body;
        Response = RunAsync();
    }

    public override void Cancel()
    {
        base.Cancel();
        ObserveFailure();
    }

    /// <summary>Says that the reply need not be awaited: its failure is no unobserved exception.</summary>
    public void ObserveFailure()
    {
        if (!Response.IsCompletedSuccessfully)
        {
            Response.ContinueWith(
                static response => response.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    public override async Task<RpcException> OutcomeAsync()
    {
        await ((Task)Response).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return TooLate();
    }

    private async Task<TResponse> RunAsync()
    {
        // In one method with its attempts: each method that waits costs an allocation, and most calls are made once.
        while (true)
        {
            try
            {
                using var reply = await SendAsync().ConfigureAwait(false);
                if (HeadArrived(reply))
                {
                    throw NoMessage();
                }

                using var reader = new ReplyReader(reply, Settings.MaxReceiveMessageSize);
                var hasMessage = await reader.ReadSingleAsync(Ended).ConfigureAwait(false);
                ReplyTrailers.ThrowIfFailed(reply);
                var response = hasMessage ? reader.Deserialize(marshaller) : throw NoMessage();
                Finish(null);
                return response;
            }
            catch (Exception error)
            {
                if (!Repeats(error))
                {
                    var failure = Explain(error);
                    Finish(failure);
                    throw failure;
                }
            }
        }
    }

    private static RpcException NoMessage() => ClientStatus.Failure(StatusCode.Unimplemented, "The reply has a status of OK and no message.");
}
