using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;
using Maas.ApiGateway;

namespace Maas.Load.Calling;

/// <summary>HttpClient, with the source-generated reader of System.Text.Json for the gateway's own types.</summary>
internal sealed class JsonReader(string address, Version version) : IModelReader
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri(address),
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task ReadAsync(ModelCall call, string modelId)
    {
        if (call.IsGet)
        {
            Reading.Check((await GetAsync(call, modelId, GatewayJson.Snake.ModelView)).Id, modelId);
        }
        else
        {
            Reading.Check((await GetAsync(call, modelId, GatewayJson.Snake.ModelListView)).Models.Count, call.Listed);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> GetAsync<T>(ModelCall call, string modelId, JsonTypeInfo<T> type) =>
        await _http.GetFromJsonAsync(call.RestPath(modelId), type) ?? throw new InvalidDataException("The reply is null.");
}
