using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry.Calls;

/// <summary>Writes one line a call, when it is over.</summary>
internal sealed class CallLogInterceptor(ILogger<CallLogInterceptor> logger, TimeProvider clock) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return await continuation(request, context);
        }

        var start = clock.GetTimestamp();
        var code = StatusCode.Unknown;
        try
        {
            var response = await continuation(request, context);
            code = StatusCode.OK;
            return response;
        }
        catch (RpcException error)
        {
            code = error.StatusCode;
            throw;
        }
        finally
        {
            var elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
            logger.CallFinished(context.Method, code, elapsed, context.RequestId);
        }
    }
}
