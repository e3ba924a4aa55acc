namespace Grpc.Core;

internal sealed class ServedCallPropagationToken(ServerCallContext call, ContextPropagationOptions options) : ContextPropagationToken
{
    internal override DateTime ParentDeadline => options.IsPropagateDeadline ? call.Deadline : DateTime.MaxValue;

    internal override CancellationToken ParentCancellationToken =>
        options.IsPropagateCancellation ? call.CancellationToken : CancellationToken.None;
}
