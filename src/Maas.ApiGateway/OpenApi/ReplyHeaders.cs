using Maas.ApiGateway.Consistency;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.OpenApi;

/// <summary>The headers of answers.</summary>
internal static class ReplyHeaders
{
    public const string Etag = "ETag";
    public const string Location = "Location";
    public const string RequestId = Hosting.Requests.RequestId.HeaderName;
    public const string RetryAfter = "Retry-After";
    public const string Revision = RevisionHeader.Name;

    /// <summary>Not required: what is refused before the registry is asked has none.</summary>
    public static OpenApiHeader RevisionOfProblem
    {
        get
        {
            var header = Of(Revision);
            header.Required = false;
            return header;
        }
    }

    public static OpenApiHeader Of(string name) => name switch
    {
        Etag => Header("The model's etag, to send back in If-Match or If-None-Match.", Schemas.Line(null, "^\"[^\"]+\"$")),
        Location => Header("The path of the new model.", Schemas.Line(null, "^/api/v1/models/")),
        RetryAfter => Header("Seconds after which to try again.", Schemas.Integer(null, 1, 3600, "int32")),
        Revision => Header(
            "The revision of the change log that the answer reflects, to send back where another answer has to reflect it too.",
            Schemas.Integer(null, 0, long.MaxValue, "int64")),
        _ => Header("The request's id: the caller's, or one made for it.", Schemas.Line(null, 128, 1, "^[A-Za-z0-9._-]+$")),
    };

    private static OpenApiHeader Header(string description, OpenApiSchema schema) =>
        new() { Description = description, Required = true, Schema = schema };
}
