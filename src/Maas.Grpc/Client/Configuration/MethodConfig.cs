namespace Grpc.Net.Client.Configuration;

/// <summary>What is special about some methods.</summary>
public sealed class MethodConfig
{
    /// <summary>The methods. A name may stand in one configuration only.</summary>
    public IList<MethodName> Names { get; } = [];

    /// <summary>
    /// Whether and when a failed call is made again, if it has one request; null, the default, for never. A call that streams its
    /// requests is never made again.
    /// </summary>
    public RetryPolicy? RetryPolicy { get; set; }
}
