using System.Text.Json.Nodes;

namespace Maas.ApiGateway.OpenApi;

/// <summary>Requests and answers to show. Each is parsed anew, since a node has one place in one document.</summary>
internal static class Examples
{
    public static JsonNode NewModel => Parse(
        """
        {"name": "test-model", "version": "1.0.0", "framework": "pytorch", "tags": ["cv"], "metadata": {"source": "demo"}}
        """);

    public static JsonNode Changes => Parse(
        """
        {"description": "Finds cats.", "tags": ["cv", "prod"], "is_public": true}
        """);

    public static JsonNode Status => Parse("""{"status": "ready"}""");

    public static JsonNode Tags => Parse("""{"tags": ["prod"]}""");

    public static JsonNode Metadata => Parse("""{"metadata": {"source": "demo", "accuracy": "0.97"}}""");

    public static JsonNode Model => Parse(
        """
        {
          "id": "01932f2e-7b1a-7c3d-9e4f-5a6b7c8d9e0f", "name": "test-model", "description": null, "version": "1.0.0",
          "framework": "pytorch", "status": "pending", "size": 0, "checksum": null, "storage_path": null, "docker_image": null,
          "tags": ["cv"], "metadata": {"source": "demo"}, "aliases": [], "owner_id": "default", "tenant_id": "default",
          "is_public": false, "etag": "5f2a", "created_at": "2026-01-02T03:04:05.678901Z", "updated_at": "2026-01-02T03:04:05.678901Z"
        }
        """);

    public static JsonNode ModelList => new JsonObject
    {
        ["models"] = new JsonArray(Model),
        ["total"] = 1,
        ["page"] = 1,
        ["limit"] = 20,
        ["next_page_token"] = null,
    };

    public static JsonNode Healthy => Parse(
        """
        {"status": "ok", "components": {"gateway": "ok", "registry": "ok", "database": "ok"}}
        """);

    public static JsonNode Alive => Parse("""{"status": "ok", "components": {"gateway": "ok"}}""");

    public static JsonNode Unready => Parse(
        """
        {"status": "unavailable", "components": {"gateway": "ok", "registry": "unavailable", "database": "unknown"}}
        """);

    public static JsonNode EventStream
    {
        get
        {
            var change = new JsonObject
            {
                ["revision"] = 17,
                ["time"] = "2026-01-02T03:04:05.678901Z",
                ["kind"] = "created",
                ["model"] = Model,
                ["actor"] = null,
                ["request_id"] = "3f2504e04f8911d39a0c0305e82c3301",
            };
            return JsonValue.Create(
                $"retry: 2000\nid: 16\nevent: progress\ndata: {{\"revision\":16}}\n\nid: 17\ndata: {change.ToJsonString()}\n\n");
        }
    }

    public static JsonNode Problem(int status, string title, string code)
    {
        var problem = new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = title,
            ["status"] = status,
            ["detail"] = "What is wrong, in a sentence.",
            ["code"] = code,
            ["request_id"] = "3f2504e04f8911d39a0c0305e82c3301",
        };
        if (code == "INVALID_ARGUMENT")
        {
            problem["errors"] = new JsonObject { ["name"] = new JsonArray("must not be empty") };
        }

        return problem;
    }

    private static JsonNode Parse(string json) => JsonNode.Parse(json)!;
}
