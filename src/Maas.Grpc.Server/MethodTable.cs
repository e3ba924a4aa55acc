using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Maas.Grpc.Server;

/// <summary>The methods that are served, by path. Filled while the application is built, and fixed when it starts.</summary>
internal sealed class MethodTable(
    IServiceProvider services,
    IOptions<GrpcServiceOptions> options,
    TimeProvider clock,
    ILoggerFactory loggers)
{
    private readonly List<Action<MethodBinder>> _services = [];
    private readonly List<ServiceDescriptor> _descriptors = [];
    private FrozenDictionary<string, ServerMethod>? _methods;

    /// <summary>The services that are served, those left out that no .proto file describes.</summary>
    public IReadOnlyList<ServiceDescriptor> Descriptors => _descriptors;

    /// <summary>The methods by path. Nothing can be added any more once they have been asked for.</summary>
    public FrozenDictionary<string, ServerMethod> Methods => _methods ??= Freeze();

    /// <summary>Whether gRPC-Web requests are for the application to answer.</summary>
    public bool ServesWeb { get; private set; }

    public ServerSettings Settings => field ??= new ServerSettings(options.Value, clock, loggers.CreateLogger("Maas.Grpc.Server"));

    public void Add<TService>()
        where TService : class
    {
        if (_methods is not null)
        {
            throw new InvalidOperationException($"{typeof(TService)} is mapped after the server started.");
        }

        var bind = ServiceBinding.Of<TService>(services);
        var isWebEnabled = ServiceBinding.IsWebEnabled(typeof(TService));
        _services.Add(binder =>
        {
            binder.IsWebEnabled = isWebEnabled;
            bind(binder);
        });
        if (ServiceBinding.DescriptorOf(typeof(TService)) is { } descriptor)
        {
            _descriptors.Add(descriptor);
        }
    }

    /// <summary>Says that gRPC-Web requests, and the questions that browsers ask ahead of them, are for the application to answer.</summary>
    public void ServeWeb() => ServesWeb = true;

    private FrozenDictionary<string, ServerMethod> Freeze()
    {
        var binder = new MethodBinder(Settings, [.. options.Value.Interceptors.Select(registration => registration.Create(services))]);
        _services.ForEach(bind => bind(binder));
        return binder.Methods.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
