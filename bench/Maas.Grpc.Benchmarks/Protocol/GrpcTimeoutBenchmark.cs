using BenchmarkDotNet.Attributes;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Benchmarks.Protocol;

/// <summary>The text of grpc-timeout.</summary>
[MemoryDiagnoser]
public class GrpcTimeoutBenchmark
{
    private readonly TimeSpan _timeout = TimeSpan.FromMilliseconds(4999.1234);

    [Benchmark]
    public string Format() => GrpcTimeout.Format(_timeout);

    [Benchmark]
    public TimeSpan Parse() => GrpcTimeout.TryParse("4999124u", out var timeout) ? timeout : throw new InvalidDataException();
}
