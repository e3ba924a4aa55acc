using Microsoft.AspNetCore.Diagnostics;

namespace Maas.ApiGateway.Errors;

/// <summary>Gives a body to what routing refuses: no such route, method or type.</summary>
internal static class StatusPages
{
    public static Task WriteAsync(StatusCodeContext context)
    {
        var status = context.HttpContext.Response.StatusCode;
        return ProblemAnswer.WriteAsync(context.HttpContext, status, HttpStatus.CodeOf(status), DetailOf(context.HttpContext));
    }

    private static string DetailOf(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "There is nothing at this path.",
        StatusCodes.Status405MethodNotAllowed => $"This path answers {context.Response.Headers.Allow} only.",
        _ => "The request was refused.",
    };
}
