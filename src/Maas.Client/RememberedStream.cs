using Grpc.Core;
using Maas.Contract.V1;

namespace Maas.Client;

/// <summary>A stream of changes whose revisions are taken in before they are given out.</summary>
internal sealed class RememberedStream(AsyncServerStreamingCall<WatchResponse> call, RevisionMemory revisions, Action<long>? onRevision)
    : IAsyncStreamReader<WatchResponse>
{
    public WatchResponse Current => call.ResponseStream.Current;

    public static AsyncServerStreamingCall<WatchResponse> Of(
        AsyncServerStreamingCall<WatchResponse> call, RevisionMemory revisions, Action<long>? onRevision) =>
        new(
            new RememberedStream(call, revisions, onRevision),
            static state => Inner(state).ResponseHeadersAsync,
            static state => Inner(state).GetStatus(),
            static state => Inner(state).GetTrailers(),
            static state => Inner(state).Dispose(),
            call);

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            if (!await call.ResponseStream.MoveNext(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
        catch (RpcException error)
        {
            revisions.Note(error.Trailers, onRevision);
            throw;
        }

        revisions.Note(Current.Revision);
        onRevision?.Invoke(Current.Revision);
        return true;
    }

    private static AsyncServerStreamingCall<WatchResponse> Inner(object state) => (AsyncServerStreamingCall<WatchResponse>)state;
}
