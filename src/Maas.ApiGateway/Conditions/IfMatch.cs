using Maas.ApiGateway.Errors;
using Microsoft.Net.Http.Headers;

namespace Maas.ApiGateway.Conditions;

/// <summary>The If-Match header (RFC 9110 section 13.1.1): a change is made only to the state that the caller has seen.</summary>
internal static class IfMatch
{
    /// <summary>The etag that the header names, or null where there is no header or it is <c>*</c>.</summary>
    /// <remarks>What is no strong etag can't match (section 8.8.3.2), and is sent on in a form that no etag has.</remarks>
    /// <exception cref="RequestRefusedException">The header lists several.</exception>
    public static string? EtagOf(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0 || header is ["*"])
        {
            return null;
        }

        if (header is not [var text] || EntityTag.IsList(text ?? ""))
        {
            throw RequestRefusedException.Invalid(HeaderNames.IfMatch, "must be one etag, or *");
        }

        return EntityTag.TryParseStrong(text ?? "", out var etag) ? etag : EntityTag.Unmatchable(text ?? "");
    }

    /// <summary>Whether the request is conditional on an etag.</summary>
    public static bool NamesAnEtag(HttpRequest request) => request.Headers.IfMatch is { Count: > 0 } header && header is not ["*"];

    /// <summary>The etag of a change, from the header or the body.</summary>
    /// <returns>The etag, or an empty string.</returns>
    /// <exception cref="RequestRefusedException">Both name one, and not the same.</exception>
    public static string EtagOf(HttpRequest request, string inBody)
    {
        var inHeader = EtagOf(request);
        if (inHeader is not null && inBody.Length > 0 && inHeader != inBody)
        {
            throw RequestRefusedException.Invalid("etag", "differs from If-Match");
        }

        return inHeader ?? inBody;
    }
}
