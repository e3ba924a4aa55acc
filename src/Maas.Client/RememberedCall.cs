using Grpc.Core;

namespace Maas.Client;

/// <summary>A unary call whose revision is taken in before its reply is given out.</summary>
internal sealed class RememberedCall<TResponse>(AsyncUnaryCall<TResponse> call, RevisionMemory revisions)
    where TResponse : class
{
    private Task<TResponse>? _response;
    private Metadata? _trailers;

    public static AsyncUnaryCall<TResponse> Of(AsyncUnaryCall<TResponse> call, RevisionMemory revisions)
    {
        var remembered = new RememberedCall<TResponse>(call, revisions);
        return new AsyncUnaryCall<TResponse>(remembered._response = remembered.RunAsync(), HeadersOf, StatusOf, TrailersOf, CancelOf, remembered);
    }

    private static Task<Metadata> HeadersOf(object call) => ((RememberedCall<TResponse>)call).Inner.ResponseHeadersAsync;

    private static Status StatusOf(object call) => ((RememberedCall<TResponse>)call).Inner.GetStatus();

    private static Metadata TrailersOf(object call) =>
        Volatile.Read(ref ((RememberedCall<TResponse>)call)._trailers) ?? ((RememberedCall<TResponse>)call).Inner.GetTrailers();

    private static void CancelOf(object call) => ((RememberedCall<TResponse>)call).Cancel();

    private AsyncUnaryCall<TResponse> Inner => call;

    private async Task<TResponse> RunAsync()
    {
        try
        {
            var reply = await call.ResponseAsync.ConfigureAwait(false);
            var trailers = call.GetTrailers();
            revisions.Note(trailers);
            Volatile.Write(ref _trailers, trailers);
            return reply;
        }
        catch (RpcException error)
        {
            revisions.Note(error.Trailers);
            throw;
        }
    }

    // Who gives a call up need not await its reply, whose failure then is no unobserved exception.
    private void Cancel()
    {
        call.Dispose();
        if (!_response!.IsCompletedSuccessfully)
        {
            _response.ContinueWith(
                static response => response.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
