using System.IO.Compression;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>A few bytes that stand for many: gzip makes a thousandth of them at best.</summary>
internal static class GzipBytes
{
    private const int AtOnce = 1024 * 1024;

    public static byte[] OfZeros(int length)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            var zeros = new byte[AtOnce];
            for (var written = 0; written < length; written += AtOnce)
            {
                gzip.Write(zeros);
            }
        }

        return compressed.ToArray();
    }
}
