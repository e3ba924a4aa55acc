namespace Maas.Grpc.Protocol;

/// <summary>The encodings of messages that this implementation knows (grpc/grpc <c>doc/compression.md</c>).</summary>
internal static class MessageEncoding
{
    public const string Identity = "identity";
    public const string Gzip = "gzip";

    /// <summary>What <c>grpc-accept-encoding</c> says for us.</summary>
    public const string Accepted = Identity + "," + Gzip;

    public static bool IsKnown(ReadOnlySpan<char> encoding) => encoding is Identity or Gzip;

    /// <summary>Whether a peer that sent this <c>grpc-accept-encoding</c> can read messages of an encoding.</summary>
    public static bool IsAccepted(string encoding, ReadOnlySpan<char> acceptEncoding)
    {
        foreach (var part in acceptEncoding.Split(','))
        {
            if (acceptEncoding[part].Trim().Equals(encoding, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
