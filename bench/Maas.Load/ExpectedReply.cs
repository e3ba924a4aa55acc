using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Maas.ApiGateway;
using Maas.ApiGateway.Models;
using Maas.Bench.Driving;
using Maas.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Load;

/// <summary>
/// What every way has to answer to a call: the models that the registry tells of, as the message that they came in or as the JSON
/// that the gateway makes of it, byte for byte.
/// </summary>
internal sealed class ExpectedReply
{
    private readonly byte[] _grpc;
    private readonly byte[] _json;

    private ExpectedReply(IMessage grpc, byte[] json)
    {
        _grpc = Framing.Frame(grpc);
        _json = json;
    }

    public static async Task<ExpectedReply> ReadAsync(string registry, ModelCall call, string modelId)
    {
        await using var services =
            new ServiceCollection().AddRegistryClient(client => client.Addresses = [registry]).BuildServiceProvider();
        var client = services.GetRequiredService<ModelRegistryClient>();
        if (call.IsGet)
        {
            var reply = await client.GetModelAsync(ModelCall.Get(modelId), RegistryCallOptions.Default, CancellationToken.None);
            return reply.Model.Id == modelId
                ? new(reply, JsonSerializer.SerializeToUtf8Bytes(reply.Model.ToView(), GatewayJson.Snake.ModelView))
                : throw new InvalidDataException($"The registry answers {reply.Model.Id} instead of {modelId}.");
        }

        var page = await client.ListModelsAsync(call.List(), RegistryCallOptions.Default, CancellationToken.None);
        return page.Models.Count == call.Listed
            ? new(page, JsonSerializer.SerializeToUtf8Bytes(page.ToView(), GatewayJson.Snake.ModelListView))
            : throw new InvalidDataException($"The registry lists {page.Models.Count} models instead of {call.Listed}.");
    }

    public int LengthOf(Way way) => (way == Way.Grpc ? _grpc : _json).Length;

    /// <summary>Makes the call once.</summary>
    /// <exception cref="InvalidDataException">It is answered with anything else.</exception>
    public async Task CheckAsync(Way way, string address, ModelCall call, string modelId)
    {
        using var http = new HttpClient();
        using var request = way == Way.Grpc
            ? new HttpRequestMessage(HttpMethod.Post, address + call.GrpcPath)
            {
                Content = new ByteArrayContent(call.GrpcBody(modelId)) { Headers = { { "Content-Type", "application/grpc" } } },
                Headers = { { "TE", "trailers" } },
            }
            : new HttpRequestMessage(HttpMethod.Get, address + call.RestPath(modelId));
        request.Version = way is Way.Grpc or Way.Json2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadAsByteArrayAsync();
        if (!body.AsSpan().SequenceEqual(way == Way.Grpc ? _grpc : _json))
        {
            throw new InvalidDataException($"{way} answers other bytes to {call.Name}.");
        }
    }
}
