using Grpc.Core;

namespace Maas.Client;

internal static class CallOptionsConversion
{
    public static CallOptions ToCallOptions(
        this RegistryCallOptions call, TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new CallOptions(CallMetadata.From(call), Deadline(call, longest, clock), cancellationToken);
    }

    private static DateTime Deadline(RegistryCallOptions call, TimeSpan longest, TimeProvider clock)
    {
        var timeout = call.Timeout is { } own && own < longest ? own : longest;
        var deadline = clock.GetUtcNow() + timeout;
        return (call.Deadline < deadline ? call.Deadline.Value : deadline).UtcDateTime;
    }
}
