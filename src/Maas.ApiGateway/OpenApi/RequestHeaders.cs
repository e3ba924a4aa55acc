using Maas.ApiGateway.Calls;
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

    public static OpenApiParameter GrpcTimeout => Header(
        RegistryCalls.GrpcTimeoutHeader,
        "How long to wait for the registry, as gRPC writes it: 500m is half a second. The gateway's own limit still holds.",
        Schemas.Line(null, "^(?!0+[A-Za-z])[0-9]{1,8}[HMSmun]$"));

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
