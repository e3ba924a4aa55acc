using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.Models;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry.Errors;

/// <summary>Answers the domain's errors with their status; whatever else escapes is left to the gRPC server, which says nothing internal.</summary>
internal sealed class RegistryStatusInterceptor(ILogger<RegistryStatusInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (RegistryException error)
        {
            if (error.Code == RegistryErrorCode.Unavailable)
            {
                logger.StoreUnavailable(context.Method, error);
            }

            throw RegistryStatus.From(error).ToRpcException();
        }
    }
}
