using Grpc.Core;

namespace Maas.Grpc.Interop;

/// <summary>The metadata that the cases are about.</summary>
internal static class CaseMetadata
{
    public const string EchoInitial = "x-grpc-test-echo-initial";

    public const string EchoTrailing = "x-grpc-test-echo-trailing-bin";

    /// <summary>What asks the runtime, on either side, to compress a call's messages.</summary>
    public static Metadata Compressed() => new() { { "grpc-internal-encoding-request", "gzip" } };
}
