using Google.Rpc;
using Grpc.Core;
using Maas.ModelRegistry.Calls;
using Maas.Models;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry.Errors;

/// <summary>Answers the domain's errors with their status; whatever else escapes is left to the gRPC server, which says nothing internal.</summary>
internal sealed class RegistryStatusInterceptor(ILogger<RegistryStatusInterceptor> logger) : AnyCallInterceptor
{
    protected override async Task<TResult> HandleAsync<TCall, TResult>(
        ServerCallContext context, TCall call, Func<TCall, ServerCallContext, Task<TResult>> handle)
    {
        try
        {
            return await handle(call, context);
        }
        catch (RegistryException error)
        {
            if (error.Code == RegistryErrorCode.Unavailable && error.Reason != RegistryReason.RegistryStopping)
            {
                logger.StoreUnavailable(context.Method, error);
            }

            if (error.Revision is { } revision)
            {
                context.Reflect(revision);
            }

            throw RegistryStatus.From(error).ToRpcException();
        }
    }
}
