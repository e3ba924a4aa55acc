using Maas.ApiGateway.Calls;
using Maas.ApiGateway.Consistency;
using Maas.ApiGateway.Watch;
using Maas.Hosting.Requests;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.OpenApi;

/// <summary>The headers that requests may have.</summary>
internal static class RequestHeaders
{
    /// <summary>Every operation takes these.</summary>
    public static IReadOnlyList<OpenApiParameter> OfAll =>
    [
        Header(
            RequestId.HeaderName,
            "The id to log the request under; one of other characters or length is replaced.",
            Schemas.Line(null, 128, 1, "^[A-Za-z0-9._-]+$")),
        Header("traceparent", "The caller's trace (W3C Trace Context), which the request continues.", Schemas.Line(null)),
    ];

    /// <summary>Every operation that asks the registry takes these.</summary>
    public static IReadOnlyList<OpenApiParameter> OfCalls => [GrpcTimeout, Revision, Read];

    public static OpenApiParameter LastEventId => Header(
        WatchQuery.LastEventId,
        "The id of the last event that was received: the stream resumes behind it, whatever from_revision says.",
        Schemas.Integer(null, 0, long.MaxValue - 1, "int64"));

    private static OpenApiParameter GrpcTimeout => Header(
        RegistryCalls.GrpcTimeoutHeader,
        "How long to wait for the registry, as gRPC writes it: 500m is half a second. The gateway's own limit still holds.",
        Schemas.Line(null, "^(?!0+[A-Za-z])[0-9]{1,8}[HMSmun]$"));

    private static OpenApiParameter Revision => Header(
        RevisionHeader.Name,
        "The revision of the change log that the answer has to reflect at least, as an earlier answer told it. What this gateway has seen "
            + "counts where it is higher. A registry that does not come there in time answers 400 with the code OUT_OF_RANGE.",
        Schemas.Integer(null, 0, long.MaxValue, "int64"));

    private static OpenApiParameter Read => Header(
        ReadHeader.Name,
        "strong asks for an answer that reflects every change that was acknowledged to anyone before it.",
        new OpenApiSchema { Type = JsonSchemaType.String, Enum = [ReadHeader.Strong] });

    public static OpenApiParameter IdempotencyKey => Header(
        Calls.IdempotencyKey.HeaderName,
        "Makes a repeated create safe: the same key and body within 24 hours give the first answer, another body 400.",
        Schemas.Line(null, 128, 1));

    public static OpenApiParameter IfMatch => Header(
        "If-Match",
        "The etag that the model must still have, or *; the change is refused with 412 otherwise.",
        Schemas.Line(null));

    public static OpenApiParameter IfNoneMatch => Header(
        "If-None-Match",
        "Etags that the caller has already; the answer is 304 while one of them is current.",
        Schemas.Line(null));

    private static OpenApiParameter Header(string name, string description, OpenApiSchema schema) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = schema,
    };
}
