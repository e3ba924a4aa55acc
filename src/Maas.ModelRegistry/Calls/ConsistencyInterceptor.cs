using Grpc.Core;
using Maas.Models;

namespace Maas.ModelRegistry.Calls;

/// <summary>Lets a call begin once the database has come to what its caller has seen: the request metadata maas-revision and maas-read.</summary>
internal sealed class ConsistencyInterceptor(RevisionBarrier barrier) : AnyCallInterceptor
{
    protected override Task<TResult> HandleAsync<TCall, TResult>(
        ServerCallContext context, TCall call, Func<TCall, ServerCallContext, Task<TResult>> handle)
    {
        var passed = barrier.PassAsync(context.RequiredRevision, context.CancellationToken);
        return passed.IsCompletedSuccessfully ? handle(call, context) : BehindAsync(passed);

        async Task<TResult> BehindAsync(ValueTask barrier)
        {
            await barrier;
            return await handle(call, context);
        }
    }
}
