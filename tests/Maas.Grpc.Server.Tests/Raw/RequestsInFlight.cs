using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>Counts the requests that a server has not done with, to the last byte of their replies.</summary>
internal sealed class RequestsInFlight : IStartupFilter
{
    private readonly Lock _lock = new();
    private int _count;
    private TaskCompletionSource _none = Ended();
    private TaskCompletionSource _some = New();

    /// <summary>Ahead of everything that answers requests.</summary>
    public void Watch(IServiceCollection services) => services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(this));

    /// <summary>Waits until there is no request.</summary>
    public Task NoneAsync()
    {
        lock (_lock)
        {
            return _none.Task;
        }
    }

    /// <summary>Waits until there is a request.</summary>
    public Task SomeAsync()
    {
        lock (_lock)
        {
            return _some.Task;
        }
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((HttpContext http, RequestDelegate inner) =>
        {
            Began();
            http.Response.OnCompleted(() =>
            {
                Completed();
                return Task.CompletedTask;
            });
            return inner(http);
        });
        next(app);
    };

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource Ended()
    {
        var ended = New();
        ended.SetResult();
        return ended;
    }

    private void Began()
    {
        lock (_lock)
        {
            if (_count++ == 0)
            {
                _none = New();
                _some.SetResult();
            }
        }
    }

    private void Completed()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _none.SetResult();
                _some = New();
            }
        }
    }
}
