using Google.Protobuf;
using Grpc.Core;

namespace Maas.History.Recording;

/// <summary>What came of an operation.</summary>
/// <param name="Revision">What its answer said that it reflects; null where it said nothing.</param>
internal abstract record Outcome(long? Revision)
{
    /// <summary>It was done.</summary>
    /// <param name="Reply">The reply; null where what was answered is of a later moment, as REST answers changed tags.</param>
    /// <param name="Revision">What the reply reflects.</param>
    public sealed record Answered(IMessage? Reply, long? Revision) : Outcome(Revision);

    /// <summary>It was not done, and never will be.</summary>
    /// <param name="Code">Its status.</param>
    /// <param name="Reason">Its reason; empty where the answer had no room for one, as REST's have not.</param>
    /// <param name="Revision">What the refusal reflects.</param>
    public sealed record Refused(StatusCode Code, string Reason, long? Revision) : Outcome(Revision);

    /// <summary>Nobody can say whether it was done.</summary>
    /// <param name="Why">What was told instead.</param>
    public sealed record Lost(string Why) : Outcome((long?)null);

    /// <summary>The registry could not do it, and says that it is not done.</summary>
    /// <param name="Why">What was told.</param>
    public sealed record Undone(string Why) : Outcome((long?)null);
}
