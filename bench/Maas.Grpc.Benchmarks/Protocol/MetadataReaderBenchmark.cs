using BenchmarkDotNet.Attributes;
using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Benchmarks.Protocol;

/// <summary>Metadata from the headers of a usual request.</summary>
[MemoryDiagnoser]
public class MetadataReaderBenchmark
{
    private readonly (string Name, string Value)[] _headers =
    [
        (":authority", "localhost:9090"),
        ("content-type", "application/grpc"),
        ("te", "trailers"),
        ("grpc-timeout", "5S"),
        ("grpc-accept-encoding", "identity"),
        ("user-agent", "grpc-dotnet-maas/0.1.0"),
        ("x-request-id", "01920000-0000-7000-8000-000000000000"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("trace-bin", "AAECAwQFBgcICQoLDA0ODw"),
    ];

    [Benchmark]
    public Metadata Read()
    {
        var metadata = new Metadata();
        foreach (var (name, value) in _headers)
        {
            MetadataReader.Add(metadata, name, value);
        }

        return metadata;
    }
}
