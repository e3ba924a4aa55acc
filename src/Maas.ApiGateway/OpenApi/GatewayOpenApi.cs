using Maas.ApiGateway.Models;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.OpenApi;

/// <summary>The API's description at /openapi/v1.json, and a page to try it at /docs.</summary>
internal static class GatewayOpenApi
{
    private const string DocumentPath = "/openapi/v1.json";
    private const string PagePath = "docs";
    private const string IndexResource = "Maas.ApiGateway.OpenApi.docs.html";

    // The page's own styles are inline; nothing may come from elsewhere.
    private const string PagePolicy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    public static IServiceCollection AddGatewayOpenApi(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        // Every GET answers HEAD; once is enough to say so.
        options.ShouldInclude = operation =>
            operation.HttpMethod != HttpMethods.Head && IsDocumented(operation.ActionDescriptor.EndpointMetadata);
        options.AddDocumentTransformer(DescribeAsync);
        options.AddOperationTransformer(OperationDocs.WriteAsync);
    });

    public static void MapGatewayOpenApi(this WebApplication app)
    {
        // Bound to the one document that there is: the generator answers other names in plain text.
        app.MapOpenApi(DocumentPath.Replace("v1", "{documentName:regex(^v1$)}", StringComparison.Ordinal)).AnswersHead();
        app.Use(ServeIndexAsync);
        app.UseSwaggerUI(page =>
        {
            page.RoutePrefix = PagePath;
            page.IndexStream = () => typeof(GatewayOpenApi).Assembly.GetManifestResourceStream(IndexResource)!;
            page.DocumentTitle = "MaaS API";
            page.SwaggerEndpoint(DocumentPath, "MaaS API");
            page.EnableValidator(null);
        });
    }

    /// <summary>Forbids the page anything from other hosts.</summary>
    public static IApplicationBuilder UseDocsPolicy(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments($"/{PagePath}", StringComparison.Ordinal))
        {
            context.Response.Headers.ContentSecurityPolicy = PagePolicy;
        }

        return next(context);
    });

    // Swagger UI would send /docs on to /docs/index.html, and knows nothing of HEAD; Kestrel leaves the body out there by itself.
    private static Task ServeIndexAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path == $"/{PagePath}" || request.Path == $"/{PagePath}/")
        {
            request.Path = $"/{PagePath}/index.html";
        }

        if (HttpMethods.IsHead(request.Method) && request.Path.StartsWithSegments($"/{PagePath}", StringComparison.Ordinal))
        {
            request.Method = HttpMethods.Get;
        }

        return next(context);
    }

    private static bool IsDocumented(IList<object> metadata) => metadata.OfType<OperationDoc>().Any();

    private static Task DescribeAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "MaaS",
            Version = "v1",
            Description = "A model registry. Every GET answers HEAD as well. Errors are application/problem+json (RFC 9457).",
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        // Whatever address the caller used for the gateway is the right one.
        document.Servers = [new OpenApiServer { Url = "/" }];
        // What the generator made of the types that handlers return, without limits.
        document.Components?.Schemas?.Clear();
        Components.AddTo(document);
        return Task.CompletedTask;
    }
}
