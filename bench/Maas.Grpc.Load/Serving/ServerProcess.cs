using System.Globalization;
using System.Net;
using Maas.Bench.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Load.Serving;

/// <summary>
/// A server that is measured. It greets with its address, and answers <c>messages call</c> with the bytes that a call's
/// messages take, made as its service makes them, without the runtime.
/// </summary>
internal static class ServerProcess
{
    public const string Messages = "messages";

    public static async Task RunAsync(ServerVariant variant)
    {
        await using var app = Build(variant);
        await app.StartAsync();
        await Conversation.HoldAsync(app.Urls.First(), question => Task.FromResult(
            MessageCost.Of(variant, ModelCall.Named(question[1])).ToString(CultureInfo.InvariantCulture)));
    }

    // Nothing but Kestrel, and the same of it for every variant: no logging, no routing, no configuration.
    private static WebApplication Build(ServerVariant variant)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });

        if (variant == ServerVariant.Floor)
        {
            var floor = builder.Build();
            floor.Run(FloorServer.AnswerAsync);
            return floor;
        }

        builder.Services.AddGrpc();
        var app = builder.Build();
        if (variant == ServerVariant.Kept)
        {
            app.MapGrpcService<KeptModels>();
        }
        else
        {
            app.MapGrpcService<StockModels>();
            app.MapGrpcService<StockStreams>();
        }

        return app;
    }
}
