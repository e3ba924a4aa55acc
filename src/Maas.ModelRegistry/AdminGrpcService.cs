using Grpc.Core;
using Maas.Contract.V1;
using Maas.ModelRegistry.Calls;
using Maas.Models;

namespace Maas.ModelRegistry;

/// <summary>maas.v1.AdminService.</summary>
internal sealed class AdminGrpcService(ChangeLogUpkeep changeLog) : AdminService.AdminServiceBase
{
    public override async Task<CompactChangeLogResponse> CompactChangeLog(CompactChangeLogRequest request, ServerCallContext context) =>
        new() { OldestRevision = await changeLog.CompactAsync(context.Caller, request.Revision, context.CancellationToken) };

    public override async Task<GetChangeLogResponse> GetChangeLog(GetChangeLogRequest request, ServerCallContext context)
    {
        var (newest, oldest) = await changeLog.ReadAsync(context.Caller, context.CancellationToken);
        return new GetChangeLogResponse { NewestRevision = newest, OldestRevision = oldest };
    }
}
