using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Maas.ModelRegistry.Calls;

/// <summary>Writes one line a call, streams too, when it is over.</summary>
internal sealed class CallLogInterceptor(ILogger<CallLogInterceptor> logger, TimeProvider clock) : AnyCallInterceptor
{
    protected override async Task<TResult> HandleAsync<TCall, TResult>(
        ServerCallContext context, TCall call, Func<TCall, ServerCallContext, Task<TResult>> handle)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return await handle(call, context);
        }

        var start = clock.GetTimestamp();
        var code = StatusCode.Unknown;
        try
        {
            var result = await handle(call, context);
            code = context.CancellationToken.IsCancellationRequested ? EndOf(context) : StatusCode.OK;
            return result;
        }
        catch (RpcException error)
        {
            code = error.StatusCode;
            throw;
        }
        catch (OperationCanceledException)
        {
            // Not only once the token says so: a stream may notice first that its caller is gone.
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
