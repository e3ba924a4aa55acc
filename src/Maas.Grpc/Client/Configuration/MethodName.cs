namespace Grpc.Net.Client.Configuration;

/// <summary>A method, all methods of a service, or all methods.</summary>
public sealed class MethodName
{
    /// <summary>Every method that has no more exact name of its own; it cannot be changed.</summary>
    public static MethodName Default { get; } = new();

    /// <summary>The full name of the service, such as <c>model.ModelService</c>; null, with a null <see cref="Method"/>, for all.</summary>
    public string? Service
    {
        get;
        set => field = Changed(value);
    }

    /// <summary>The name of the method, such as <c>GetModel</c>; null for all of the service.</summary>
    public string? Method
    {
        get;
        set => field = Changed(value);
    }

    // The default is everyone's: a change to it would change the channels of others.
    private string? Changed(string? value) => ReferenceEquals(this, Default)
        ? throw new InvalidOperationException($"{nameof(MethodName)}.{nameof(Default)} cannot be changed.")
        : value;
}
