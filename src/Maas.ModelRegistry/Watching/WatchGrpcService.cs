using Google.Protobuf.Reflection;
using Grpc.Core;
using Maas.Contract.V1;
using Maas.ModelRegistry.Calls;
using Maas.Models.Watching;

namespace Maas.ModelRegistry.Watching;

/// <summary>maas.v1.WatchService: the feed sends, until something ends the watch. Its method is bound here, see <see cref="WatchMethod"/>.</summary>
[BindServiceMethod(typeof(WatchGrpcService), nameof(BindService))]
internal sealed class WatchGrpcService(ChangeFeed<EncodedChange> feed)
{
    public static ServiceDescriptor Descriptor => WatchService.Descriptor;

    public static void BindService(ServiceBinderBase binder, WatchGrpcService service) => binder.AddMethod(WatchMethod.Instance, service.Watch);

    private Task Watch(WatchRequest request, IServerStreamWriter<WatchBatch<EncodedChange>> responses, ServerCallContext context) =>
        feed.WatchAsync(context.Caller, request.ToQuery(), responses.WriteAsync, context.CancellationToken);
}
