using Google.Protobuf;
using Grpc.Core;
using Maas.Contract;

namespace Maas.History.Checking;

/// <summary>What the contract says about a request in one state.</summary>
internal abstract record Expectation
{
    /// <summary>It changes something.</summary>
    /// <param name="Kind">The kind of the change.</param>
    /// <param name="After">The model after it, without what the registry makes by itself: a new one's id, etag, times.</param>
    public sealed record Changes(string Kind, Model After) : Expectation;

    /// <summary>It changes nothing and is answered with this.</summary>
    public sealed record Gives(IMessage Reply) : Expectation;

    /// <summary>It changes nothing and is refused.</summary>
    public sealed record Refuses(StatusCode Code, string Reason) : Expectation;
}
