using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Maas.Grpc.Server;

/// <summary>Answers grpc.health.v1 from the host's health checks.</summary>
internal sealed class HealthService(ServiceHealth health, HealthWatch watch) : Health.HealthBase
{
    // A watch keeps its name for as long as it lasts.
    private const int LongestWatchedName = 1000;

    // The number is that of grpc/grpc-proto.
    private const int LongestList = 100;

    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) => Response(
        await health.CheckAsync(request.Service, context.CancellationToken)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"The server has no service '{ShownName.Of(request.Service)}'.")));

    public override async Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        if (health.Count > LongestList)
        {
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The server has more than {LongestList} services."));
        }

        var statuses = await health.CheckAllAsync(context.CancellationToken);
        return new HealthListResponse { Statuses = { statuses.ToDictionary(service => service.Key, service => Response(service.Value)) } };
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        if (request.Service.Length > LongestWatchedName)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"The service's name is over {LongestWatchedName} characters."));
        }

        var watcher = watch.Begin(request.Service);
        try
        {
            await foreach (var status in watcher.ReadAsync(context.CancellationToken))
            {
                await responseStream.WriteAsync(Response(status));
            }
        }
        finally
        {
            watch.End(watcher);
        }
    }

    private static HealthCheckResponse Response(ServingStatus status) => new() { Status = status };
}
