using Grpc.Core;
using Maas.Client;
using Maas.Contract.V1;

namespace Maas.History.Driving;

/// <summary>Watches by gRPC.</summary>
internal sealed class GrpcWatchWay(Connection connection) : IWatchWay
{
    private readonly WatchService.WatchServiceClient _watches = new(connection.Invoker);

    public string Name => connection.Name;

    public bool ShowsDeletion => true;

    public async Task<WatchEnd> ReadAsync(WatchRequest request, Func<WatchResponse, bool> receive, CancellationToken cancellationToken)
    {
        using var call = _watches.Watch(request, cancellationToken: cancellationToken);
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                if (!receive(call.ResponseStream.Current))
                {
                    return WatchEnd.Of(StatusCode.Cancelled);
                }
            }

            return WatchEnd.Of(StatusCode.OK);
        }
        catch (RpcException error)
        {
            var told = RegistryError.From(error);
            return new WatchEnd(told.Code, told.Reason, told.Metadata);
        }
    }
}
