using Grpc.AspNetCore.Web;
using Grpc.Core;
using Maas.Client;
using Maas.Contract;
using Maas.Contract.V1;
using Maas.Grpc.Protocol;
using Maas.Hosting.Requests;

namespace Maas.ApiGateway.GrpcWeb;

/// <summary>Lets browsers call the registry itself, by gRPC-Web.</summary>
internal static class RegistryByGrpcWeb
{
    // The registry's, since most of a caller's errors come from there.
    private const string ErrorDomain = "maas";

    private static readonly string RequestIdKey = RequestId.HeaderName.ToLowerInvariant();

    public static void UseRegistryByGrpcWeb(this WebApplication app, ApiGatewaySettings settings)
    {
        var registry = app.Services.GetRequiredService<RegistryChannel>().CreateCallInvoker();
        app.UseGrpcWeb(new GrpcWebOptions
        {
            ErrorDomain = ErrorDomain,
            Forwardings =
            {
                new GrpcWebForwarding(
                    registry, ModelService.Descriptor, WatchService.Descriptor, global::Grpc.Health.V1.Health.Descriptor)
                {
                    MaxReceiveMessageSize = settings.MaxMessageBytes,
                    DefaultDeadline = settings.CallTimeout,
                    MaximumDeadline = settings.CallTimeout,
                    StreamsEnd = app.Lifetime.ApplicationStopping,
                    PrepareMetadata = Identify,
                },
            },
            OnEnded = static (context, status) =>
            {
                if (status is { } told)
                {
                    RequestLog.AddGrpcStatus(context, GrpcStatus.NameOf(told));
                }
            },
        });
    }

    // The id that is returned and logged here, which is not the caller's where that was malformed or missing.
    private static void Identify(HttpContext context, Metadata metadata)
    {
        foreach (var given in metadata.GetAll(RequestIdKey).ToList())
        {
            metadata.Remove(given);
        }

        metadata.Add(RequestIdKey, context.TraceIdentifier);
    }
}
