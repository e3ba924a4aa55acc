using System.Globalization;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.OpenApi;

/// <summary>The schemas of single values, with the registry's default limits (contract section 4).</summary>
internal static class Schemas
{
    // Control characters are refused, and so is U+FFFD, which invalid UTF-8 becomes on its way.
    private const string OneLine = @"^[^\u0000-\u001F\u007F-\u009F\uFFFD]*$";
    private const string Lines = @"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFD]*$";
    private const string Uuid = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$";
    private const string Microseconds = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$";

    public static OpenApiSchema Id => Line("A UUID that the registry makes.", Uuid);

    public static OpenApiSchema Name => Line("Unique with the version in its tenant; neither begins nor ends with white space.", 255, 1);

    public static OpenApiSchema Version => Line("Any text, such as 1.0.0.", 50, 1);

    public static OpenApiSchema Framework => Line(
        "One of pytorch, tensorflow, onnx, sklearn, xgboost, custom, and what the registry's operator added.", 50, 1);

    public static OpenApiSchema Status => new()
    {
        Type = JsonSchemaType.String,
        Description = "Where the model is in its life; a new one is pending.",
        Enum = ["pending", "building", "ready", "deploying", "running", "failed", "archived"],
    };

    public static OpenApiSchema Description => OrNull(Line("What the model is; may have lines and tabs.", 10_000, pattern: Lines));

    public static OpenApiSchema OwnerId => OrNull(Line("Who owns the model; absent means default.", 128));

    public static OpenApiSchema TenantId => OrNull(Line("Whose the model is; absent means default.", 128));

    public static OpenApiSchema DockerImage => OrNull(Line("The image that serves the model.", 512));

    public static OpenApiSchema StoragePath => OrNull(Line("Where the artifact lies; only described, never opened.", 2_048));

    public static OpenApiSchema Checksum => OrNull(Line("The artifact's checksum, as its writer states it.", 256));

    public static OpenApiSchema IsPublic => OrNull(new()
    {
        Type = JsonSchemaType.Boolean,
        Description = "Whether other tenants may read the model.",
    });

    public static OpenApiSchema Size => OrNull(Integer("The artifact's size in bytes.", 0, long.MaxValue, "int64"));

    public static OpenApiSchema Tags => OrNull(RequiredTags);

    public static OpenApiSchema RequiredTags => List("Tags; one that is given twice counts once.", Line(null, 64, 1));

    public static OpenApiSchema Metadata => OrNull(RequiredMetadata);

    public static OpenApiSchema RequiredMetadata => new()
    {
        Type = JsonSchemaType.Object,
        Description = "At most 200 entries; keys have 1 to 128 characters.",
        MaxProperties = 200,
        AdditionalProperties = Line(null, 4_096, pattern: Lines),
    };

    public static OpenApiSchema BodyEtag => OrNull(Line(
        "The etag that the model must still have; the change is refused with 409 otherwise."));

    public static OpenApiSchema Etag => OrNull(Line("Names this state of the model; another one after every change."));

    public static OpenApiSchema Time(string description) => OrNull(Line(description, Microseconds));

    public static OpenApiSchema Revision(string description) => Integer(description, 0, long.MaxValue, "int64");

    public static OpenApiSchema Text => Line(null);

    public static OpenApiSchema TextList => List(null, Line(null, 64, 1));

    public static OpenApiSchema Flag => new() { Type = JsonSchemaType.Boolean, Default = false };

    public static OpenApiSchema Page => Integer(null, 0, int.MaxValue, "int32");

    public static OpenApiSchema Limit => Integer(null, 0, int.MaxValue, "int32");

    public static OpenApiSchema Integer(string? description, long minimum, long maximum, string format) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = format,
        Description = description,
        Minimum = minimum.ToString(CultureInfo.InvariantCulture),
        Maximum = maximum.ToString(CultureInfo.InvariantCulture),
    };

    public static OpenApiSchema Line(string? description, int longest, int shortest = 0, string pattern = OneLine) => new()
    {
        Type = JsonSchemaType.String,
        Description = description,
        MinLength = shortest == 0 ? null : shortest,
        MaxLength = longest,
        Pattern = pattern,
    };

    public static OpenApiSchema Line(string? description, string? pattern = null) => new()
    {
        Type = JsonSchemaType.String,
        Description = description,
        Pattern = pattern,
    };

    public static OpenApiSchema OrNull(OpenApiSchema schema)
    {
        schema.Type |= JsonSchemaType.Null;
        return schema;
    }

    private static OpenApiSchema List(string? description, OpenApiSchema items) => new()
    {
        Type = JsonSchemaType.Array,
        Description = description,
        Items = items,
    };
}
