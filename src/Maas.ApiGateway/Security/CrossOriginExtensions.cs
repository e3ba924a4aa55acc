using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;

namespace Maas.ApiGateway.Security;

/// <summary>Lets pages of allowed origins read what the gateway answers.</summary>
internal static class CrossOriginExtensions
{
    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddCors();
        services.AddSingleton<ICorsPolicyProvider, CrossOriginPolicy>();
    }

    public static void UseCrossOrigin(this WebApplication app, ApiGatewaySettings settings)
    {
        if (settings.AllowedOrigins.Count == 0)
        {
            return;
        }

        // On every answer, also to other origins or none: a cache must not give one that lacks the permission to a page that has it.
        app.Use((context, next) =>
        {
            context.Response.OnStarting(VaryAsync, context.Response);
            return next(context);
        });
        app.UseCors();
    }

    private static Task VaryAsync(object response)
    {
        ((HttpResponse)response).Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        return Task.CompletedTask;
    }
}
