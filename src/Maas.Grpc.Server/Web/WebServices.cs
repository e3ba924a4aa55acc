using System.Collections.Frozen;
using Grpc.AspNetCore.Server;
using Grpc.AspNetCore.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Maas.Grpc.Server;

/// <summary>The methods that gRPC-Web reaches: those that are served here, and those that are forwarded.</summary>
internal sealed class WebServices
{
    private readonly MethodTable? _local;
    private readonly bool _defaultEnabled;
    private readonly FrozenDictionary<string, ServerMethod> _forwarded;

    public WebServices(GrpcWebOptions options, MethodTable? local, IServiceProvider services)
    {
        _local = local;
        _defaultEnabled = options.DefaultEnabled;

        var clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Maas.Grpc.Server");
        var domain = options.ErrorDomain ?? local?.Settings.ErrorDomain;
        Settings = new ServerSettings(new GrpcServiceOptions { ErrorDomain = domain }, clock, log);
        _forwarded = options.Forwardings
            .SelectMany(forwarding => Bind(forwarding, new ServerSettings(OptionsOf(forwarding, domain), clock, log)))
            .GroupBy(method => method.Path)
            .ToFrozenDictionary(
                methods => methods.Key,
                methods => methods.Count() == 1 ? methods.Single() : throw new InvalidOperationException($"{methods.Key} is forwarded twice."));
    }

    public ServerSettings Settings { get; }

    /// <summary>The method that a path names; null when gRPC-Web reaches none there.</summary>
    public ServerMethod? Find(string path) =>
        _local is not null && _local.Methods.TryGetValue(path, out var method) && (method.IsWebEnabled ?? _defaultEnabled) ? method
        : _forwarded.GetValueOrDefault(path);

    private static IEnumerable<ServerMethod> Bind(GrpcWebForwarding forwarding, ServerSettings settings)
    {
        var binder = new MethodBinder(settings, []);
        foreach (var method in forwarding.Services.SelectMany(service => service.Methods))
        {
            ForwardedMethod.Bind(binder, forwarding, method);
        }

        return binder.Methods.Values;
    }

    // The same rules as for what is served here.
    private static GrpcServiceOptions OptionsOf(GrpcWebForwarding forwarding, string? domain)
    {
        var options = new GrpcServiceOptions
        {
            MaxReceiveMessageSize = forwarding.MaxReceiveMessageSize,

            // What the channel takes is passed on.
            MaxSendMessageSize = null,
            DefaultDeadline = forwarding.DefaultDeadline,
            MaximumDeadline = forwarding.MaximumDeadline,
            ErrorDomain = domain,
        };
        var checkedOptions = new GrpcServiceOptionsValidator().Validate(null, options);
        return checkedOptions.Failed ? throw new InvalidOperationException(checkedOptions.FailureMessage) : options;
    }
}
