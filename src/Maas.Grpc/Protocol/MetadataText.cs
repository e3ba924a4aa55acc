using System.Buffers;

namespace Maas.Grpc.Protocol;

/// <summary>The rule for the values of text metadata (PROTOCOL-HTTP2.md, ASCII-Value).</summary>
internal static class MetadataText
{
    private static readonly SearchValues<char> Printable =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (char)code)]);

    public static bool IsValid(ReadOnlySpan<char> value) => !value.ContainsAnyExcept(Printable);
}
