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
            code = context.CancellationToken.IsCancellationRequested ? EndOf(context) : StatusCode.OK;
            return response;
        }
        catch (RpcException error)
        {
            code = error.StatusCode;
            throw;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            code = EndOf(context);
            throw;
        }
        finally
        {
            var elapsed = clock.GetElapsedTime(start).TotalMilliseconds;
            logger.CallFinished(context.Method, code, elapsed, context.RequestId);
        }
    }

    // What the caller has seen: the server answers at the deadline, whatever the handler does afterwards.
    private StatusCode EndOf(ServerCallContext context) =>
        clock.GetUtcNow().UtcDateTime >= context.Deadline ? StatusCode.DeadlineExceeded : StatusCode.Cancelled;
}
