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
    private bool _frozen;

    /// <summary>The services that are served, those left out that no .proto file describes.</summary>
    public IReadOnlyList<ServiceDescriptor> Descriptors => _descriptors;

    public ServerSettings Settings => field ??= new ServerSettings(options.Value, clock, loggers.CreateLogger("Maas.Grpc.Server"));

    public void Add<TService>()
        where TService : class
    {
        if (_frozen)
        {
            throw new InvalidOperationException($"{typeof(TService)} is mapped after the server started.");
        }

        _services.Add(ServiceBinding.Of<TService>(services));
        if (ServiceBinding.DescriptorOf(typeof(TService)) is { } descriptor)
        {
            _descriptors.Add(descriptor);
        }
    }

    public FrozenDictionary<string, ServerMethod> Freeze()
    {
        _frozen = true;
        var binder = new MethodBinder(Settings, [.. options.Value.Interceptors.Select(registration => registration.Create(services))]);
        _services.ForEach(bind => bind(binder));
        return binder.Methods.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
