using System.Buffers;
using FsCheck.Fluent;
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

    private static ReadOnlySequence<byte> Split(byte[] bytes, int at)
    {
        var first = new Segment(bytes.AsMemory(0, at), null);
        var second = new Segment(bytes.AsMemory(at), first);
        return new ReadOnlySequence<byte>(first, 0, second, bytes.Length - at);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
