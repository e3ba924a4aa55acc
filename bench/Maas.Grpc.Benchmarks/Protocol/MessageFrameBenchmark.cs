using System.Buffers;
using BenchmarkDotNet.Attributes;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Benchmarks.Protocol;

/// <summary>The five bytes ahead of a message.</summary>
[MemoryDiagnoser]
public class MessageFrameBenchmark
{
    private readonly byte[] _destination = new byte[MessageFrame.PrefixSize];
    private readonly ReadOnlySequence<byte> _whole = new(ExampleModel.Request);
    private readonly ReadOnlySequence<byte> _split = Segment.SplitAt(ExampleModel.Request, 3);

    [Benchmark]
    public byte Write()
    {
        MessageFrame.WritePlain(_destination, 400);
        return _destination[4];
    }

    [Benchmark]
    public uint Read() => MessageFrame.TryRead(_whole)!.Value.Length;

    [Benchmark]
    public uint ReadSplit() => MessageFrame.TryRead(_split)!.Value.Length;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> SplitAt(byte[] bytes, int index)
        {
            var second = new Segment { Memory = bytes.AsMemory(index), RunningIndex = index };
            var first = new Segment { Memory = bytes.AsMemory(0, index), Next = second };
            return new ReadOnlySequence<byte>(first, 0, second, bytes.Length - index);
        }
    }
}
