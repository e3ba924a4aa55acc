using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Requests;

/// <summary>
/// Takes a request's id from <c>X-Request-ID</c>, or makes one where there is none or it is malformed; returns it, and keeps
/// it as <see cref="HttpContext.TraceIdentifier"/>.
/// </summary>
internal sealed class RequestIdMiddleware(TimeProvider clock) : IMiddleware
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.TraceIdentifier = context.Request.Headers[RequestId.HeaderName] is [{ } id] && RequestId.IsWellFormed(id)
            ? id
            : Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");

        // Last of all, since an exception handler clears what was set before it.
        context.Response.OnStarting(WriteAsync, context);
        return next(context);
    }

    private static Task WriteAsync(object state)
    {
        var context = (HttpContext)state;
        context.Response.Headers[RequestId.HeaderName] = context.TraceIdentifier;
        return Task.CompletedTask;
    }
}
