using System.Reflection;
using Grpc.AspNetCore.Web;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Maas.Grpc.Server;

/// <summary>Finds the generated method that binds a service's handlers.</summary>
internal static class ServiceBinding
{
    /// <summary>A function that makes the service and binds it; what is wrong with the type itself is said at once.</summary>
    public static Action<MethodBinder> Of<TService>(IServiceProvider services)
        where TService : class
    {
        var bind = BindMethod(typeof(TService));
        return binder =>
        {
            var service = ActivatorUtilities.GetServiceOrCreateInstance<TService>(services);
            bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [binder, service], null);
        };
    }

    /// <summary>What the service's .proto file says about it; null where the type that binds it does not tell.</summary>
    public static ServiceDescriptor? DescriptorOf(Type service) => Attribute(service).BindType
        .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static, null, typeof(ServiceDescriptor), [], null)?
        .GetValue(null) as ServiceDescriptor;

    /// <summary>Whether the service says that gRPC-Web reaches it; null where it says nothing.</summary>
    public static bool? IsWebEnabled(Type service) => service.IsDefined(typeof(DisableGrpcWebAttribute), inherit: true) ? false
        : service.IsDefined(typeof(EnableGrpcWebAttribute), inherit: true) ? true
        : null;

    private static BindServiceMethodAttribute Attribute(Type service) =>
        service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: true)
        ?? throw new InvalidOperationException($"{service} is no gRPC service: it derives from no generated base.");

    private static MethodInfo BindMethod(Type service)
    {
        var attribute = Attribute(service);
        return attribute.BindType
            .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .FirstOrDefault(method => method.Name == attribute.BindMethodName && Takes(method.GetParameters(), service))
            ?? throw new InvalidOperationException($"{attribute.BindType} has no {attribute.BindMethodName} that takes a binder and {service}.");
    }

    private static bool Takes(ParameterInfo[] parameters, Type service) =>
        parameters.Length == 2
        && parameters[0].ParameterType == typeof(ServiceBinderBase)
        && parameters[1].ParameterType.IsAssignableFrom(service);
}
