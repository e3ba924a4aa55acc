using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Maas.Contract;

namespace Maas.Grpc.Benchmarks.Client;

/// <summary>GetModel through the runtime's own layer alone, over a handler that answers at once.</summary>
[MemoryDiagnoser]
public class UnaryClientBenchmark
{
    private readonly HttpMessageInvoker _handler = new(new AnsweringHandler(ExampleModel.Response));
    private readonly GetModelRequest _request = new() { Id = ExampleModel.Model.Id };
    private readonly Metadata _metadata = new() { { "x-request-id", "01920000-0000-7000-8000-000000000000" }, { "x-user", "somebody" } };

    private readonly byte[] _written = new byte[64];

    private GrpcChannel _channel = null!;
    private ModelService.ModelServiceClient _client = null!;

    [GlobalSetup]
    public void Connect()
    {
        _channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = new AnsweringHandler(ExampleModel.Response) });
        _client = new ModelService.ModelServiceClient(_channel);
    }

    [GlobalCleanup]
    public void Disconnect()
    {
        _channel.Dispose();
        _handler.Dispose();
    }

    /// <summary>What of it is the handler's own.</summary>
    [Benchmark(Baseline = true)]
    public async Task<long> Handler()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost" + ExampleModel.Path)
        {
            Content = new ByteArrayContent(ExampleModel.Request),
        };
        using var response = await _handler.SendAsync(request, CancellationToken.None);
        return response.Content.Headers.ContentLength ?? 0;
    }

    /// <summary>What of it is protobuf's own.</summary>
    [Benchmark]
    public string Messages()
    {
        _request.WriteTo(_written.AsSpan(0, _request.CalculateSize()));
        return GetModelResponse.Parser.ParseFrom(ExampleModel.Response.AsSpan(ExampleModel.PrefixSize)).Model.Id;
    }

    [Benchmark]
    public async Task<string> Unary() => (await _client.GetModelAsync(_request)).Model.Id;

    [Benchmark]
    public async Task<string> UnaryWithMetadata() => (await _client.GetModelAsync(_request, _metadata)).Model.Id;

    [Benchmark]
    public async Task<string> UnaryWithDeadline() =>
        (await _client.GetModelAsync(_request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(5))).Model.Id;
}
