namespace Grpc.Net.Client.Configuration;

/// <summary>
/// Stops retries while many calls fail, by gRFC A6: each failure takes a token, each success gives back a part of one, and calls
/// are made again only while more than half of the tokens are there.
/// </summary>
public sealed class RetryThrottlingPolicy
{
    /// <summary>How many tokens there are at first and at most: over 0, up to 1000.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>What part of a token a call that ends well gives back: from 0.001. Three decimal places count.</summary>
    public double? TokenRatio { get; set; }
}
