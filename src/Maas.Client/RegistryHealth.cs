namespace Maas.Client;

/// <summary>What the registry says of itself.</summary>
public enum RegistryHealth
{
    /// <summary>It answered with a state that this client does not know.</summary>
    Unknown = 0,

    /// <summary>It and its database take calls.</summary>
    Serving = 1,

    /// <summary>It runs, but takes no calls: it is starting, stopping, or without its database.</summary>
    NotServing = 2,
}
