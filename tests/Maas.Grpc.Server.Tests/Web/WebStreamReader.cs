using System.Buffers.Binary;
using System.Text;

namespace Maas.Grpc.Server.Tests.Web;

/// <summary>Reads a reply's frames one by one, as they come.</summary>
internal sealed class WebStreamReader(Stream body, bool isText)
{
    private readonly List<byte> _bytes = [];

    /// <summary>The next frame; null at the end of the body.</summary>
    public async Task<(byte Flag, byte[] Payload)?> ReadAsync()
    {
        if (await TakeAsync(5) is not { } prefix)
        {
            return null;
        }

        var length = (int)BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        return (prefix[0], length == 0 ? [] : (await TakeAsync(length)).ShouldNotBeNull("the body ended within a frame"));
    }

    private async Task<byte[]?> TakeAsync(int count)
    {
        while (_bytes.Count < count)
        {
            // Text in groups, of which each stands for itself.
            var part = new byte[isText ? 4 : 1024];
            var read = isText
                ? await body.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false).AsTask().Bounded()
                : await body.ReadAsync(part).AsTask().Bounded();
            if (read == 0)
            {
                return _bytes.Count == 0 ? null : throw new InvalidDataException("The body ended within a frame.");
            }

            _bytes.AddRange(isText ? Convert.FromBase64String(Encoding.ASCII.GetString(part, 0, read)) : part[..read]);
        }

        var taken = _bytes[..count].ToArray();
        _bytes.RemoveRange(0, count);
        return taken;
    }
}
