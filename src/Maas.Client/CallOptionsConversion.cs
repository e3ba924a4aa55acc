using Grpc.Core;

namespace Maas.Client;

internal static class CallOptionsConversion
{
    public static CallOptions ToCallOptions(
        this RegistryCallOptions call, RevisionMemory? revisions, TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new CallOptions(CallMetadata.From(call, revisions), Deadline(call, longest, clock), cancellationToken);
    }

    /// <summary>For a stream, which goes on for as long as its reader wants it.</summary>
    public static CallOptions ToStreamOptions(this RegistryCallOptions call, RevisionMemory revisions, CancellationToken cancellationToken) =>
        new(CallMetadata.From(call, revisions), deadline: null, cancellationToken);

    private static DateTime Deadline(RegistryCallOptions call, TimeSpan longest, TimeProvider clock)
    {
        var timeout = call.Timeout is { } own && own < longest ? own : longest;
        var deadline = clock.GetUtcNow() + timeout;
        return (call.Deadline < deadline ? call.Deadline.Value : deadline).UtcDateTime;
    }
}
