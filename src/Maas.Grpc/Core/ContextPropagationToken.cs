namespace Grpc.Core;

/// <summary>Carries a served call's deadline and cancellation to calls made on its behalf.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }

    internal abstract DateTime ParentDeadline { get; }

    internal abstract CancellationToken ParentCancellationToken { get; }
}
