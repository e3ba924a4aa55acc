using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>What a call's metadata asks to be compressed with, under the key of the official packages.</summary>
internal static class RequestEncoding
{
    /// <summary>The encoding that the metadata asks for; null for none.</summary>
    public static string? Of(Metadata? metadata)
    {
        // By index: enumerating allocates, and every call comes here.
        for (var index = (metadata?.Count ?? 0) - 1; index >= 0; index--)
        {
            if (metadata![index] is { Key: ReservedHeaders.EncodingRequest, IsBinary: false } entry)
            {
                return entry.Value == MessageEncoding.Identity ? null : entry.Value;
            }
        }

        return null;
    }

    public static void ThrowIfUnknown(string? encoding)
    {
        if (encoding is not (null or MessageEncoding.Gzip))
        {
            throw ClientStatus.Failure(
                StatusCode.Internal,
                $"The call's metadata asks for messages in '{encoding}'; known are {MessageEncoding.Identity} and {MessageEncoding.Gzip}.");
        }
    }
}
