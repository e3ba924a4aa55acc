using Maas.ApiGateway.Errors;

namespace Maas.ApiGateway.Consistency;

/// <summary>The header Maas-Revision: in a request the revision to reflect at least, in an answer the one that it reflects.</summary>
internal static class RevisionHeader
{
    public const string Name = "Maas-Revision";

    /// <summary>The revision that a request asks for; 0 for none.</summary>
    /// <exception cref="RequestRefusedException">The header is malformed or repeated.</exception>
    public static long Of(HttpRequest request) => request.Headers[Name] switch
    {
        { Count: 0 } => 0,
        [{ } text] when RevisionText.TryParse(text, out var revision) => revision,
        _ => throw RequestRefusedException.Invalid(Name, RevisionText.Fault),
    };
}
