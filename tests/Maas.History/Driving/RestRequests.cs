using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Maas.Contract;
using Maas.History.Checking;

namespace Maas.History.Driving;

/// <summary>Writes requests of the RPCs as REST has them.</summary>
internal static class RestRequests
{
    private const string Models = "/api/v1/models";

    public static HttpRequestMessage Of(IMessage request) => request switch
    {
        CreateModelRequest create => Create(create),
        GetModelRequest get => Message(HttpMethod.Get, Path(get.Id)),
        ListModelsRequest list => Message(HttpMethod.Get, Models + Query(list)),
        UpdateModelRequest update => Message(HttpMethod.Put, Path(update.Id), Body(update), update.Etag),
        DeleteModelRequest delete => Message(HttpMethod.Delete, Path(delete.Id), null, delete.Etag),
        UpdateModelStatusRequest status =>
            Message(HttpMethod.Patch, Path(status.Id, "/status"), new() { ["status"] = status.Status }, status.Etag),
        AddModelTagsRequest add => Message(HttpMethod.Post, Path(add.ModelId, "/tags"), new() { ["tags"] = Array(add.Tags) }, add.Etag),
        RemoveModelTagsRequest remove =>
            Message(HttpMethod.Delete, Path(remove.ModelId, "/tags"), new() { ["tags"] = Array(remove.Tags) }, remove.Etag),
        SetModelMetadataRequest set =>
            Message(HttpMethod.Put, Path(set.ModelId, "/metadata"), new() { ["metadata"] = Object(set.Metadata) }, set.Etag),
        GetModelMetadataRequest get => Message(HttpMethod.Get, Path(get.ModelId, "/metadata")),
        _ => throw new ArgumentException($"REST has no {request.Descriptor.FullName}.", nameof(request)),
    };

    private static HttpRequestMessage Create(CreateModelRequest request)
    {
        var message = Message(HttpMethod.Post, Models, new()
        {
            ["name"] = request.Name,
            ["version"] = request.Version,
            ["framework"] = request.Framework,
            ["description"] = request.Description,
            ["tags"] = Array(request.Tags),
            ["metadata"] = Object(request.Metadata),
            ["owner_id"] = request.OwnerId,
            ["tenant_id"] = request.TenantId,
            ["is_public"] = request.IsPublic,
            ["size"] = request.Size,
        });
        if (request.RequestId.Length > 0)
        {
            message.Headers.Add("Idempotency-Key", request.RequestId);
        }

        return message;
    }

    private static JsonObject Body(UpdateModelRequest request)
    {
        var body = new JsonObject();
        foreach (var path in ModelEdit.Applied(request))
        {
            body[path] = path switch
            {
                "name" => request.Name,
                "description" => request.Description,
                "tags" => Array(request.Tags),
                "metadata" => Object(request.Metadata),
                "is_public" => request.IsPublic,
                "size" => request.Size,
                _ => throw new ArgumentException($"No client changes {path}.", nameof(request)),
            };
        }

        return body;
    }

    private static HttpRequestMessage Message(HttpMethod method, string path, JsonObject? body = null, string etag = "")
    {
        var message = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            message.Content = JsonContent.Create(body);
        }

        if (etag.Length > 0)
        {
            message.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{etag}\""));
        }

        return message;
    }

    private static string Query(ListModelsRequest request)
    {
        List<string> parts = [$"limit={request.Limit.ToString(CultureInfo.InvariantCulture)}", .. request.Tags.Select(tag => $"tags={tag}")];
        (string Key, string Value)[] texts =
        [
            ("name", request.Name), ("status", request.Status), ("framework", request.Framework), ("owner_id", request.OwnerId),
            ("tenant_id", request.TenantId), ("page_token", request.PageToken), ("is_public", request.IsPublic ? "true" : ""),
            ("page", request.Page == 0 ? "" : request.Page.ToString(CultureInfo.InvariantCulture)),
        ];
        parts.AddRange(texts.Where(text => text.Value.Length > 0).Select(text => $"{text.Key}={Uri.EscapeDataString(text.Value)}"));
        return $"?{string.Join('&', parts)}";
    }

    private static string Path(string id, string rest = "") => $"{Models}/{id}{rest}";

    private static JsonArray Array(RepeatedField<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static JsonObject Object(MapField<string, string> map) =>
        new(map.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, JsonValue.Create(entry.Value))));
}
