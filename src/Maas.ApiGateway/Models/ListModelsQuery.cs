using System.Collections.Frozen;
using System.Globalization;
using Maas.ApiGateway.Json;
using Maas.ApiGateway.OpenApi;
using Maas.Contract;
using Microsoft.AspNetCore.WebUtilities;

namespace Maas.ApiGateway.Models;

/// <summary>The query of a listing.</summary>
internal static class ListModelsQuery
{
    /// <summary>Every parameter that the query may have.</summary>
    public static readonly IReadOnlyList<QueryParameter> Parameters =
    [
        Number("page", "The page's number, from 1.", Schemas.Page, static (request, value) => request.Page = value),
        Number("limit", "Models a page; above 100 it counts as 100.", Schemas.Limit, static (request, value) => request.Limit = value),
        Text("name", "A part of the name, in any case.", static (request, value) => request.Name = value),
        Text("framework", "The whole framework.", static (request, value) => request.Framework = value),
        Text("status", "The whole status.", static (request, value) => request.Status = value),
        Text("tags", "Models that carry at least one of these.", static (request, value) => request.Tags.Add(value)) with
        {
            IsRepeatable = true,
            Schema = Schemas.TextList,
        },
        Text("owner_id", "The whole owner.", static (request, value) => request.OwnerId = value),
        Text("tenant_id", "The whole tenant.", static (request, value) => request.TenantId = value),
        Flag("is_public", "true keeps public models only; false does not filter.", static (request, value) => request.IsPublic = value),
        Text("page_token", "The next_page_token of an earlier answer to this query.", static (request, value) => request.PageToken = value),
        Text("order_by", "Not served yet: answers 501.", static (request, value) => request.OrderBy = value),
        Text("filter", "Not served yet: answers 501.", static (request, value) => request.Filter = value),
        Flag("show_deleted", "Not served yet: true answers 501.", static (request, value) => request.ShowDeleted = value),
    ];

    private const string NotText = "is not percent-encoded UTF-8";

    // Not HttpRequest.Query, which takes Page for page.
    private static readonly FrozenDictionary<string, QueryParameter> ByName =
        Parameters.ToFrozenDictionary(parameter => parameter.Name, StringComparer.Ordinal);

    /// <exception cref="Errors.RequestRefusedException">A parameter is unknown, repeated or malformed; each is named.</exception>
    public static ListModelsRequest Read(QueryString query)
    {
        var request = new ListModelsRequest();
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
            else if (!ByName.TryGetValue(name, out var parameter))
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

    private static QueryParameter Text(string name, string description, Action<ListModelsRequest, string> set) =>
        new(name, description, Schemas.Text, (request, value) =>
        {
            set(request, value);
            return null;
        });

    private static QueryParameter Flag(string name, string description, Action<ListModelsRequest, bool> set) =>
        new(name, description, Schemas.Flag, (request, value) =>
        {
            set(request, value == "true");
            return value is "true" or "false" ? null : "must be true or false";
        });

    private static QueryParameter Number(
        string name, string description, Microsoft.OpenApi.OpenApiSchema schema, Action<ListModelsRequest, int> set) =>
        new(name, description, schema, (request, value) =>
        {
            // TryParse passes over NULs at the end.
            var number = 0;
            var isNumber = !value.Contains('\0') && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
            set(request, number);
            return isNumber ? null : "must be a whole number of at most 32 bits";
        });
}
