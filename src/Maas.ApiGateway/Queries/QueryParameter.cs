using System.Globalization;
using Maas.ApiGateway.OpenApi;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.Queries;

/// <summary>A parameter of a query: how it is documented, and how a value is applied, which tells what is wrong with it.</summary>
internal sealed record QueryParameter<TRequest>(string Name, string Description, OpenApiSchema Schema, Func<TRequest, string, string?> Apply)
{
    public bool IsRepeatable { get; init; }

    public OpenApiParameter ToOpenApi() => new()
    {
        Name = Name,
        In = ParameterLocation.Query,
        Description = Description,
        Schema = Schema,
        Explode = IsRepeatable,
    };
}

/// <summary>Parameters of each kind of value.</summary>
internal static class QueryParameter
{
    public static QueryParameter<T> Text<T>(string name, string description, Action<T, string> set) =>
        new(name, description, Schemas.Text, (request, value) =>
        {
            set(request, value);
            return null;
        });

    public static QueryParameter<T> Texts<T>(string name, string description, Action<T, string> add) =>
        Text(name, description, add) with { IsRepeatable = true, Schema = Schemas.TextList };

    public static QueryParameter<T> Flag<T>(string name, string description, Action<T, bool> set) =>
        new(name, description, Schemas.Flag, (request, value) =>
        {
            set(request, value == "true");
            return value is "true" or "false" ? null : "must be true or false";
        });

    public static QueryParameter<T> Number<T>(string name, string description, OpenApiSchema schema, Action<T, int> set) =>
        new(name, description, schema, (request, value) =>
        {
            // TryParse passes over NULs at the end.
            var number = 0;
            var isNumber = !value.Contains('\0') && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
            set(request, number);
            return isNumber ? null : "must be a whole number of at most 32 bits";
        });
}
