using Microsoft.OpenApi;

namespace Maas.ApiGateway.OpenApi;

/// <summary>The schemas of whole answers.</summary>
internal static class Components
{
    public const string Model = "Model";
    public const string ModelList = "ModelList";
    public const string Metadata = "Metadata";
    public const string Health = "Health";
    public const string Problem = "Problem";
    public const string Change = "Change";
    public const string Progress = "Progress";
    public const string EventStream = "EventStream";

    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(Model, ModelSchema());
        document.AddComponent<IOpenApiSchema>(ModelList, ModelListSchema(document));
        document.AddComponent<IOpenApiSchema>(Metadata, Object("A model's metadata.", ("metadata", Schemas.RequiredMetadata)));
        document.AddComponent<IOpenApiSchema>(Health, HealthSchema());
        document.AddComponent<IOpenApiSchema>(Problem, ProblemSchema());
        document.AddComponent<IOpenApiSchema>(Change, ChangeSchema(document));
        document.AddComponent<IOpenApiSchema>(Progress, Object("The data of an event named progress.", ("revision", Schemas.Revision(
            "Every change up to it that matches has been sent."))));
        document.AddComponent<IOpenApiSchema>(EventStream, new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "Server-sent events. A message has a Change as its data and the change's revision as its id; an event named "
                + "progress has a Progress, with its revision as the id; an event named error has a Problem, and is the last one.",
        });
    }

    private static OpenApiSchema ChangeSchema(OpenApiDocument document) => Object(
        "The data of a message: one entry of the change log.",
        ("revision", Schemas.Revision("Its number; a change of a higher one was committed later.")),
        ("time", Schemas.Time("When it was made.")),
        ("kind", Schemas.Line("What it did: created, updated, status_changed, tags_changed, metadata_changed, deleted. More may come.", "^[a-z_]+$")),
        ("model", new OpenApiSchemaReference(Model, document)),
        ("actor", Schemas.OrNull(Schemas.Line("Who made it."))),
        ("request_id", Schemas.OrNull(Schemas.Line("The id of the request that made it."))));

    private static OpenApiSchema ModelSchema() => Object(
        "One version of a model.",
        ("id", Schemas.Id),
        ("name", Schemas.Name),
        ("description", Schemas.Description),
        ("version", Schemas.Version),
        ("framework", Schemas.Framework),
        ("status", Schemas.Status),
        ("size", Present(Schemas.Size)),
        ("checksum", Schemas.Checksum),
        ("storage_path", Schemas.StoragePath),
        ("docker_image", Schemas.DockerImage),
        ("tags", Distinct(Schemas.RequiredTags, 100)),
        ("metadata", Schemas.RequiredMetadata),
        ("aliases", Distinct(Schemas.RequiredTags, null)),
        ("owner_id", Schemas.OwnerId),
        ("tenant_id", Schemas.TenantId),
        ("is_public", Present(Schemas.IsPublic)),
        ("etag", Schemas.Etag),
        ("created_at", Schemas.Time("When the model was created.")),
        ("updated_at", Schemas.Time("When the model was last changed.")));

    private static OpenApiSchema ModelListSchema(OpenApiDocument document) => Object(
        "A page of models.",
        ("models", new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "Newest first.",
            MaxItems = 100,
            Items = new OpenApiSchemaReference(Model, document),
        }),
        ("total", Schemas.Integer("How many models match in all; 0 where the request had a page_token.", 0, long.MaxValue, "int64")),
        ("page", Schemas.Integer("The page's number; 0 where the request had a page_token.", 0, int.MaxValue, "int32")),
        ("limit", Schemas.Integer("The page's size that was applied.", 1, 100, "int32")),
        ("next_page_token", Schemas.OrNull(Schemas.Line("Continues the listing after this page; null on the last one."))));

    private static OpenApiSchema HealthSchema()
    {
        OpenApiSchema State() => new()
        {
            Type = JsonSchemaType.String,
            Enum = ["ok", "unavailable", "stopping", "unknown"],
        };

        return Object(
            "How the system is.",
            ("status", State()),
            ("components", new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Each part that was asked: gateway, registry, database.",
                AdditionalProperties = State(),
            }));
    }

    private static OpenApiSchema ProblemSchema()
    {
        var problem = Object(
            "An error (RFC 9457).",
            ("type", Schemas.Line("Always about:blank: status and code say what kind of problem it is.")),
            ("title", Schemas.Line("The HTTP status in words.")),
            ("status", Schemas.Integer("The HTTP status.", 400, 599, "int32")),
            ("detail", Schemas.Line("What is wrong, for people.")),
            ("code", Schemas.Line("The name of the gRPC status code, for programs.", "^[A-Z_]+$")),
            ("request_id", Schemas.Line("The request's id, under which the log has it.", 128, 1, "^[A-Za-z0-9._-]+$")));
        problem.Properties!.Add("errors", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What is wrong with each field at fault, by its name; there where code is INVALID_ARGUMENT.",
            AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Schemas.Line(null) },
        });
        problem.Properties.Add("reason", Schemas.Line(
            "What is out of range, for programs, such as REVISION_COMPACTED; there where code is OUT_OF_RANGE.", "^[A-Z_]+$"));
        problem.Properties.Add("metadata", new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "What the range is, such as oldest_revision; there where reason is.",
            AdditionalProperties = Schemas.Line(null),
        });
        return problem;
    }

    private static OpenApiSchema Object(string description, params (string Name, IOpenApiSchema Schema)[] properties) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = properties.ToDictionary(
            property => property.Name, property => property.Schema, StringComparer.Ordinal),
        Required = properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal),
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiSchema Present(OpenApiSchema schema)
    {
        schema.Type &= ~JsonSchemaType.Null;
        return schema;
    }

    private static OpenApiSchema Distinct(OpenApiSchema list, int? atMost)
    {
        list.UniqueItems = true;
        list.MaxItems = atMost;
        return list;
    }
}
