using System.Buffers;
using System.IO.Compression;
using FsCheck.Fluent;
using Grpc.Core;
using Maas.Grpc.Client;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class MessageFrameTests
{
    [Fact]
    public void TryRead_OfAPrefixSplitAnywhere_IsTheSame()
    {
        byte[] bytes = [1, 0xFF, 0xFE, 0xFD, 0xFC, 9, 9];

        for (var split = 0; split <= bytes.Length; split++)
        {
            MessageFrame.TryRead(Split(bytes, split)).ShouldBe(new MessageFrame(1, 0xFFFEFDFC), $"split at {split}");
        }
    }

    [Fact]
    public void TryRead_OfAnIncompletePrefix_IsNull()
    {
        for (var length = 0; length < MessageFrame.PrefixSize; length++)
        {
            MessageFrame.TryRead(new byte[length]).ShouldBeNull();
            MessageFrame.TryRead(Split(new byte[length], length / 2)).ShouldBeNull();
        }
    }

    [Fact]
    public void WritePlain_ReadBack_IsTheSame() => Property.Holds(
        ArbMap.Default.ArbFor<int>(),
        number =>
        {
            var length = number & int.MaxValue;
            var bytes = new byte[MessageFrame.PrefixSize];
            MessageFrame.WritePlain(bytes, length);
            return MessageFrame.TryRead(bytes) == new MessageFrame(MessageFrame.Plain, (uint)length);
        });

    [Fact]
    public void TryRead_OfMessagesInAnySegments_FindsThem() => Property.Holds(
        ArbMap.Default.ArbFor<(byte[][] Messages, byte[] Cuts)>(),
        given =>
        {
            var rest = Segments.Of(Segments.Cut([.. given.Messages.SelectMany(Plain)], given.Cuts));
            List<byte[]> read = [];
            while (MessageFrame.TryRead(rest) is { } frame)
            {
                read.Add(rest.Slice(MessageFrame.PrefixSize, frame.Length).ToArray());
                rest = rest.Slice(MessageFrame.PrefixSize + frame.Length);
            }

            return rest.IsEmpty && read.Select(Convert.ToHexString).SequenceEqual(given.Messages.Select(Convert.ToHexString));
        });

    [Fact]
    public void ReplyReader_OfMessagesInAnyPieces_FindsThem() => Property.Holds(
        ArbMap.Default.ArbFor<(byte[][] Messages, byte[] Cuts, bool Compressed)>(),
        given =>
        {
            var body = given.Messages.SelectMany(message => given.Compressed ? Gzip(message) : Plain(message)).ToArray();
            return ReadAll(Segments.Cut(body, given.Cuts)).SequenceEqual(given.Messages.Select(Convert.ToHexString));
        });

    [Fact]
    public void ReplyReader_OfAnything_FailsWithAStatus() => Property.Holds(
        ArbMap.Default.ArbFor<(byte Flag, byte Length, byte[] Bytes, byte[] Cuts)>(),
        given =>
        {
            try
            {
                _ = ReadAll(Segments.Cut([(byte)(given.Flag % 3), 0, 0, 0, given.Length, .. given.Bytes], given.Cuts));
                return true;
            }
            catch (RpcException)
            {
                return true;
            }
        });

    private static byte[] Plain(byte[] message)
    {
        var frame = new byte[MessageFrame.PrefixSize + message.Length];
        MessageFrame.WritePlain(frame, message.Length);
        message.CopyTo(frame, MessageFrame.PrefixSize);
        return frame;
    }

    private static byte[] Gzip(byte[] message) => GzipMessage.ToFrame(message, CompressionLevel.Fastest).ToArray();

    private static List<string> ReadAll(byte[][] pieces)
    {
        var marshaller = Marshallers.Create<byte[]>(message => message, message => message);
        using var reply = new PiecewiseReply(pieces);
        using var reader = new ReplyReader(reply, int.MaxValue);
        List<string> messages = [];

        // The reply is there, so nothing is waited for.
        while (reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            messages.Add(Convert.ToHexString(reader.Deserialize(marshaller)));
            reader.Release();
        }

        return messages;
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int at) => Segments.Of(bytes[..at], bytes[at..]);
}
