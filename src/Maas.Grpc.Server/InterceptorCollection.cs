using System.Collections.ObjectModel;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Interceptors in the order in which they see a call.</summary>
public class InterceptorCollection : Collection<InterceptorRegistration>
{
    /// <summary>
    /// Adds an interceptor: the one that the service provider has of this type, or a new one. One instance serves all calls.
    /// </summary>
    /// <typeparam name="TInterceptor">The interceptor.</typeparam>
    /// <param name="args">Constructor arguments beyond those that the service provider has.</param>
    public void Add<TInterceptor>(params object[] args)
        where TInterceptor : Interceptor => Add(typeof(TInterceptor), args);

    /// <summary>
    /// Adds an interceptor: the one that the service provider has of this type, or a new one. One instance serves all calls.
    /// </summary>
    /// <param name="interceptorType">The interceptor.</param>
    /// <param name="args">Constructor arguments beyond those that the service provider has.</param>
    /// <exception cref="ArgumentException">The type is no interceptor.</exception>
    public void Add(Type interceptorType, params object[] args) => Add(new InterceptorRegistration(interceptorType, args));
}
