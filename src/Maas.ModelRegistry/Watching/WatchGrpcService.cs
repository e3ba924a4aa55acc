using Grpc.Core;
using Maas.Contract.V1;
using Maas.ModelRegistry.Calls;
using Maas.Models.Watching;

namespace Maas.ModelRegistry.Watching;

/// <summary>maas.v1.WatchService: the feed sends, until something ends the watch.</summary>
internal sealed class WatchGrpcService(ChangeFeed<Change> feed) : WatchService.WatchServiceBase
{
    public override Task Watch(WatchRequest request, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context) => feed.WatchAsync(
        context.Caller,
        request.ToQuery(),
        (batch, givenUp) => responseStream.WriteAsync(batch.ToMessage(), givenUp),
        context.CancellationToken);
}
