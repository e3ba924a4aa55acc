using System.Buffers;
using System.IO.Compression;
using FsCheck.Fluent;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class GzipMessageTests
{
    [Fact]
    public void ToFrame_AndBack_AtAnyLimitThatHoldsIt() => Property.Holds(
        ArbMap.Default.ArbFor<byte[]?>(),
        bytes =>
        {
            var message = bytes ?? [];
            var compressed = Compress(message);
            return Decompress(compressed, message.Length).SequenceEqual(message) && Decompress(compressed, int.MaxValue).SequenceEqual(message);
        });

    [Fact]
    public void ToFrame_IsAFrameOfACompressedMessage()
    {
        var frame = GzipMessage.ToFrame(new byte[10_000], CompressionLevel.Fastest);

        MessageFrame.TryRead(frame.Span).ShouldBe(new MessageFrame(MessageFrame.Compressed, (uint)(frame.Length - MessageFrame.PrefixSize)));
        frame.Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public void ToFrame_OfNothing_IsAPlainFrame() => GzipMessage.ToFrame([], CompressionLevel.Fastest).ToArray().ShouldBe(new byte[5]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9_999)]
    public void TryDecompress_BeyondTheLimit_StopsThere(int limit)
    {
        using var message = new LentBuffer();

        GzipMessage.TryDecompress(Compress(new byte[10_000]), limit, message).ShouldBeFalse();
    }

    [Fact]
    public void TryDecompress_OfABomb_HoldsNoMoreThanTheLimit()
    {
        var bomb = Compress(new byte[50_000_000]);
        using var message = new LentBuffer();

        GzipMessage.TryDecompress(bomb, 100_000, message).ShouldBeFalse();

        message.Length.ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void TryDecompress_OfAnyPart_Throws()
    {
        var whole = Compress("a message that was cut, and that was long enough to be compressed at all, at all, at all"u8.ToArray()).ToArray();

        for (var length = 1; length < whole.Length; length++)
        {
            using var message = new LentBuffer();
            Should.Throw<InvalidDataException>(
                () => GzipMessage.TryDecompress(new ReadOnlySequence<byte>(whole, 0, length), 1000, message),
                $"{length} of {whole.Length} bytes");
        }
    }

    [Fact]
    public void TryDecompress_OfAnything_ThrowsNothingElse() => Property.Holds(
        ArbMap.Default.ArbFor<byte[]?>(),
        bytes =>
        {
            using var message = new LentBuffer();
            try
            {
                return GzipMessage.TryDecompress(new ReadOnlySequence<byte>(bytes ?? []), 1000, message);
            }
            catch (InvalidDataException)
            {
                return true;
            }
        });

    private static ReadOnlySequence<byte> Compress(byte[] message) =>
        new(GzipMessage.ToFrame(message, CompressionLevel.Optimal)[MessageFrame.PrefixSize..]);

    private static byte[] Decompress(ReadOnlySequence<byte> compressed, int limit)
    {
        using var message = new LentBuffer();
        GzipMessage.TryDecompress(compressed, limit, message).ShouldBeTrue();
        return message.Written.ToArray();
    }
}
