using BenchmarkDotNet.Attributes;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Benchmarks.Protocol;

/// <summary>The percent-encoding of grpc-message.</summary>
[MemoryDiagnoser]
public class GrpcMessageBenchmark
{
    private const string Plain = "Model '01920000-0000-7000-8000-000000000000' does not exist.";
    private const string Foreign = "Das Modell '模型' gibt es nicht: 100 % falsch.";

    private readonly string _encoded = GrpcMessage.Encode(Foreign);

    [Benchmark]
    public string EncodePlain() => GrpcMessage.Encode(Plain);

    [Benchmark]
    public string EncodeForeign() => GrpcMessage.Encode(Foreign);

    [Benchmark]
    public string DecodePlain() => GrpcMessage.Decode(Plain);

    [Benchmark]
    public string DecodeForeign() => GrpcMessage.Decode(_encoded);
}
