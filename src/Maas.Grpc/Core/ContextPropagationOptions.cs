namespace Grpc.Core;

/// <summary>What a call that is made while serving another takes over from it.</summary>
public class ContextPropagationOptions
{
    /// <summary>Deadline and cancellation both.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Chooses what is taken over.</summary>
    /// <param name="propagateDeadline">Whether the new call ends with the served call's deadline at the latest.</param>
    /// <param name="propagateCancellation">Whether the new call is cancelled with the served one.</param>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
    {
        IsPropagateDeadline = propagateDeadline;
        IsPropagateCancellation = propagateCancellation;
    }

    /// <summary>Whether the new call ends with the served call's deadline at the latest.</summary>
    public bool IsPropagateDeadline { get; }

    /// <summary>Whether the new call is cancelled with the served one.</summary>
    public bool IsPropagateCancellation { get; }
}
