using System.Buffers;
using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Grpc.Core;
using Maas.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Benchmarks.Server;

/// <summary>GetModel through the runtime's own layer alone: from the request that Kestrel hands over to the reply that it is given.</summary>
[MemoryDiagnoser]
public class UnaryServerBenchmark
{
    private readonly HandMadeExchange _plain = new(ExampleModel.Path, ExampleModel.Request);
    private readonly HandMadeExchange _timed = new(ExampleModel.Path, ExampleModel.Request);

    private readonly ReadOnlySequence<byte> _body = new(ExampleModel.Request.AsMemory(ExampleModel.PrefixSize));
    private readonly OverwrittenBody _written = new();
    private readonly Models _models = new();

    private RequestDelegate _server = null!;
    private RequestDelegate _waitingServer = null!;

    [GlobalSetup]
    public void Start()
    {
        _server = Pipeline<Models>();
        _waitingServer = Pipeline<WaitingModels>();
        _timed.Context.Request.Headers.GrpcTimeout = "5S";
    }

    /// <summary>What of it is protobuf's and the service's own.</summary>
    [Benchmark(Baseline = true)]
    public int Messages()
    {
        var request = GetModelRequest.Parser.ParseFrom(_body);
        var response = _models.GetModel(request, null!).Result;
        _written.Reset();
        response.CalculateSize();
        response.WriteTo(_written);
        return _written.Length;
    }

    [Benchmark]
    public Task<int> Unary() => CallAsync(_server, _plain);

    [Benchmark]
    public Task<int> UnaryWithDeadline() => CallAsync(_server, _timed);

    [Benchmark]
    public Task<int> UnaryThatWaits() => CallAsync(_waitingServer, _plain);

    [Benchmark]
    public Task<int> UnaryThatWaitsWithDeadline() => CallAsync(_waitingServer, _timed);

    private static async Task<int> CallAsync(RequestDelegate server, HandMadeExchange exchange)
    {
        exchange.Reset();
        await server(exchange.Context);
        return exchange.CheckedLength(ExampleModel.Response.Length);
    }

    private static RequestDelegate Pipeline<TService>()
        where TService : class
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<TService>();

        // What a host does when it starts, without the server.
        var pipeline = new ApplicationBuilder(app.Services);
        foreach (var filter in app.Services.GetServices<IStartupFilter>())
        {
            filter.Configure(_ => { })(pipeline);
        }

        return pipeline.Build();
    }

    private sealed class Models : ModelService.ModelServiceBase
    {
        public override Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context) =>
            Task.FromResult(new GetModelResponse { Model = ExampleModel.Model });
    }

    private sealed class WaitingModels : ModelService.ModelServiceBase
    {
        public override async Task<GetModelResponse> GetModel(GetModelRequest request, ServerCallContext context)
        {
            await Task.Yield();
            return new GetModelResponse { Model = ExampleModel.Model };
        }
    }
}
