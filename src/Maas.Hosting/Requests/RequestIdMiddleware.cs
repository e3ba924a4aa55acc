using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Requests;

/// <summary>
/// Takes a request's id from <c>X-Request-ID</c>, or makes one where there is none or it has other characters or lengths
/// than allowed; returns it, and keeps it as <see cref="HttpContext.TraceIdentifier"/>.
/// </summary>
internal sealed class RequestIdMiddleware(TimeProvider clock) : IMiddleware
{
    private const string HeaderName = "X-Request-ID";
    private const int MaxLength = 128;

    // What can go into logs and other services' headers without escaping.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Headers[HeaderName];
        context.TraceIdentifier = given is [{ Length: > 0 and <= MaxLength } id] && !id.AsSpan().ContainsAnyExcept(Allowed)
            ? id
            : Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        context.Response.Headers[HeaderName] = context.TraceIdentifier;
        return next(context);
    }
}
