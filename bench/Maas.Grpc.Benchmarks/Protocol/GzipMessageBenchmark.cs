using System.Buffers;
using System.IO.Compression;
using System.Text;
using BenchmarkDotNet.Attributes;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Benchmarks.Protocol;

/// <summary>Compressed messages.</summary>
[MemoryDiagnoser]
public class GzipMessageBenchmark
{
    private byte[] _message = null!;
    private ReadOnlySequence<byte> _compressed;

    /// <summary>Bytes of JSON-like text.</summary>
    [Params(400, 40_000)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Compress()
    {
        var text = string.Concat(Enumerable.Range(0, Length).Select(number => $"{{\"id\":{number},\"name\":\"model-{number}\"}}"));
        _message = Encoding.ASCII.GetBytes(text)[..Length];
        _compressed = new ReadOnlySequence<byte>(GzipMessage.ToFrame(_message, CompressionLevel.Fastest)[MessageFrame.PrefixSize..]);
    }

    [Benchmark]
    public int ToFrame() => GzipMessage.ToFrame(_message, CompressionLevel.Fastest).Length;

    [Benchmark]
    public int Decompress()
    {
        using var message = new LentBuffer();
        return GzipMessage.TryDecompress(_compressed, Length, message) ? message.Length : throw new InvalidDataException();
    }
}
