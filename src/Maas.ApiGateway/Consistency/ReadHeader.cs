using Maas.ApiGateway.Errors;
using Maas.Client;

namespace Maas.ApiGateway.Consistency;

/// <summary>The header Maas-Read, which asks for more than what this gateway has seen.</summary>
internal static class ReadHeader
{
    public const string Name = "Maas-Read";
    public const string Strong = "strong";

    /// <exception cref="RequestRefusedException">The header says anything else, or is repeated.</exception>
    public static ReadConsistency Of(HttpRequest request) => request.Headers[Name] switch
    {
        { Count: 0 } => ReadConsistency.Session,
        [Strong] => ReadConsistency.Strong,
        _ => throw RequestRefusedException.Invalid(Name, $"must be {Strong}"),
    };
}
