using System.Collections.Frozen;
using Maas.ApiGateway.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Maas.ApiGateway.Queries;

/// <summary>What the query of a request may have.</summary>
internal sealed class QueryShape<TRequest>(params IReadOnlyList<QueryParameter<TRequest>> parameters)
    where TRequest : new()
{
    private const string NotText = "is not percent-encoded UTF-8";

    // Not HttpRequest.Query, which takes Page for page.
    private readonly FrozenDictionary<string, QueryParameter<TRequest>> _byName =
        parameters.ToFrozenDictionary(parameter => parameter.Name, StringComparer.Ordinal);

    /// <summary>Every parameter that the query may have.</summary>
    public IReadOnlyList<QueryParameter<TRequest>> Parameters => parameters;

    /// <exception cref="Errors.RequestRefusedException">A parameter is unknown, repeated or malformed; each is named.</exception>
    public TRequest Read(QueryString query)
    {
        var request = new TRequest();
        var violations = new Violations();
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            Apply(pair);
        }

        violations.ThrowIfAny();
        return request;

        void Apply(QueryStringEnumerable.EncodedNameValuePair pair)
        {
            if (!QueryText.TryDecode(pair.EncodedName.Span, out var name))
            {
                violations.Add(pair.EncodedName.ToString(), NotText);
            }
            else if (!_byName.TryGetValue(name, out var parameter))
            {
                violations.Add(name, "is not a parameter of this request");
            }
            else if (!given.Add(name) && !parameter.IsRepeatable)
            {
                violations.Add(name, "is given twice");
            }
            else if (!QueryText.TryDecode(pair.EncodedValue.Span, out var value))
            {
                violations.Add(name, NotText);
            }
            else if (parameter.Apply(request, value) is { } fault)
            {
                violations.Add(name, fault);
            }
        }
    }
}
