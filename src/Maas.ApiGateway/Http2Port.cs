using Maas.Grpc.Server;
using Maas.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Maas.ApiGateway;

/// <summary>The second port, and what it asks of requests.</summary>
internal static class Http2Port
{
    // Kestrel's own.
    private static readonly MinDataRate? SlowestReader = new KestrelServerLimits().MinResponseDataRate;

    public static void Listen(KestrelServerOptions kestrel, ApiGatewaySettings settings)
    {
        if (settings.Http2Port is not { } port)
        {
            return;
        }

        kestrel.Listen(settings, port, HttpProtocols.Http2);
        kestrel.Limits.Http2.KeepAlivePingDelay = settings.KeepAlivePingDelay;
        kestrel.Limits.Http2.KeepAlivePingTimeout = settings.KeepAlivePingTimeout;

        // A stream that its reader lets wait would count as too slow, and end the connection with all other calls on it.
        kestrel.Limits.MinResponseDataRate = null;
    }

    public static void UseHttp2Port(this WebApplication app, ApiGatewaySettings settings)
    {
        if (settings.Http2Port is null)
        {
            return;
        }

        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use(async (context, next) =>
        {
            // Of HTTP/1.1 alone, where a connection has one call: it keeps the limit that both ports have lost above.
            if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } readers)
            {
                readers.MinDataRate = SlowestReader;
            }

            await next(context);

            // Some clients (curl) lose an answer whose stream is reset since the request was not read.
            if (HttpProtocol.IsHttp2(context.Request.Protocol) && context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                await RefusedRequest.EndAsync(context, clock);
            }
        });
    }
}
