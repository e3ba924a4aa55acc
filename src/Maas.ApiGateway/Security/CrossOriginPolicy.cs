using Maas.ApiGateway.Calls;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Maas.ApiGateway.Security;

/// <summary>
/// What browsers let pages of allowed origins do (CORS, by the Fetch standard). There is no policy for others: they get none of its
/// headers, and <see cref="OriginRule"/> refuses what they want changed.
/// </summary>
internal sealed class CrossOriginPolicy(AllowedOrigins allowed) : ICorsPolicyProvider
{
    private static readonly TimeSpan PreflightMaxAge = TimeSpan.FromMinutes(10);

    // As many as Kestrel takes headers.
    private const int MaxAskedHeaders = 100;

    private static readonly string[] Methods =
        [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete];

    private static readonly string[] Headers =
    [
        "content-type", "x-grpc-web", "x-user-agent", RegistryCalls.GrpcTimeoutHeader.ToLowerInvariant(), "authorization", "x-request-id",
        "traceparent", "tracestate", "idempotency-key", "if-match", "if-none-match", "last-event-id", "maas-revision", "maas-read",
    ];

    private static readonly string[] ExposedHeaders =
    [
        "grpc-status", "grpc-message", "grpc-status-details-bin", ReservedHeaders.PushBack, "x-request-id", "etag", "location", "retry-after",
        "maas-revision",
    ];

    public Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName) => Task.FromResult(
        context.Request.Headers.Origin is [{ } text] && Origin.TryParse(text, out var origin) && allowed.Contains(origin)
            ? PolicyFor(text, context.Request)
            : null);

    private static CorsPolicy PolicyFor(string origin, HttpRequest request)
    {
        var policy = new CorsPolicy { PreflightMaxAge = PreflightMaxAge, Origins = { origin } };
        Add(policy.Methods, Methods);
        Add(policy.Headers, Headers);
        Add(policy.Headers, AskedFor(request).Except(Headers));
        Add(policy.ExposedHeaders, ExposedHeaders);
        return policy;
    }

    /// <summary>
    /// What else a page asks to send. The metadata of gRPC has names of the caller's choice, and a page that is trusted with changes
    /// is with those: they go to the registry, whose rules hold for them as for any client's. Names that are no metadata's are left out.
    /// </summary>
    private static IEnumerable<string> AskedFor(HttpRequest request) => request.Headers
        .GetCommaSeparatedValues(HeaderNames.AccessControlRequestHeaders)
        .Take(MaxAskedHeaders)
        .Select(name => MetadataKey.ToLowerAscii(name.Trim()))
        .Where(name => MetadataKey.IsValid(name));

    private static void Add(IList<string> list, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            list.Add(value);
        }
    }
}
