using System.Text.Json.Nodes;
using Maas.ApiGateway.Errors;
using Maas.ApiGateway.Json;
using Maas.Grpc.Protocol;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Maas.ApiGateway.OpenApi;

/// <summary>Writes an operation's <see cref="OperationDoc"/> into the document.</summary>
internal static class OperationDocs
{
    private const string Json = "application/json";

    public static TBuilder Documented<TBuilder>(this TBuilder builder, OperationDoc doc)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(doc));
        return builder;
    }

    public static Task WriteAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<OperationDoc>().LastOrDefault() is { } doc)
        {
            Write(doc, operation, context.Document!);
        }

        return Task.CompletedTask;
    }

    private static void Write(OperationDoc doc, OpenApiOperation operation, OpenApiDocument document)
    {
        operation.Summary = doc.Summary;
        operation.Description = doc.Description;
        operation.Parameters = [.. ParametersOf(doc)];
        operation.RequestBody = doc.Body is null ? null : BodyOf(doc.Body, doc.BodyExample);
        operation.Responses = [];
        foreach (var answer in doc.Answers)
        {
            operation.Responses.Add(Key(answer.Status), ToResponse(doc, answer, document));
        }

        // Any request can be addressed to a host that is not served.
        foreach (var status in doc.Problems.Append(StatusCodes.Status421MisdirectedRequest).Order())
        {
            operation.Responses.Add(Key(status), ToProblem(doc, status, document));
        }
    }

    private static IEnumerable<IOpenApiParameter> ParametersOf(OperationDoc doc)
    {
        if (doc.HasId)
        {
            yield return new OpenApiParameter { Name = "id", In = ParameterLocation.Path, Required = true, Schema = Schemas.Id };
        }

        foreach (var parameter in doc.Parameters.Concat(RequestHeaders.OfAll))
        {
            yield return parameter;
        }
    }

    private static OpenApiRequestBody BodyOf(IJsonShape shape, JsonNode? example) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [Json] = new OpenApiMediaType { Schema = ToSchema(shape), Example = example },
        },
    };

    private static OpenApiSchema ToSchema(IJsonShape shape) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = shape.Documented.ToDictionary(key => key.Name, IOpenApiSchema (key) => key.Schema, StringComparer.Ordinal),
        Required = shape.Documented.Where(key => key.IsRequired).Select(key => key.Name).ToHashSet(StringComparer.Ordinal),
        AdditionalPropertiesAllowed = false,
    };

    private static OpenApiResponse ToResponse(OperationDoc doc, Answer answer, OpenApiDocument document) => new()
    {
        Description = answer.Description,
        Headers = ToHeaders(doc.TellsRevision ? [.. answer.Headers, ReplyHeaders.Revision] : answer.Headers),
        Content = answer.Schema is null ? null : ToContent(answer.MediaType, answer.Schema, answer.Example, document),
    };

    private static OpenApiResponse ToProblem(OperationDoc doc, int status, OpenApiDocument document)
    {
        var title = ReasonPhrases.GetReasonPhrase(status);
        var headers = ToHeaders(status == StatusCodes.Status503ServiceUnavailable ? [ReplyHeaders.RetryAfter] : []);
        if (doc.TellsRevision)
        {
            headers.Add(ReplyHeaders.Revision, ReplyHeaders.RevisionOfProblem);
        }

        return new OpenApiResponse
        {
            Description = title,
            Headers = headers,
            Content = ToContent(
                ProblemAnswer.MediaType,
                Components.Problem,
                Examples.Problem(status, title, GrpcStatus.NameOf(HttpStatus.CodeOf(status))),
                document),
        };
    }

    private static Dictionary<string, OpenApiMediaType> ToContent(
        string type, string schema, JsonNode? example, OpenApiDocument document) =>
        new(StringComparer.Ordinal)
        {
            [type] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(schema, document), Example = example },
        };

    private static Dictionary<string, IOpenApiHeader> ToHeaders(IReadOnlyList<string> names) =>
        names.Append(ReplyHeaders.RequestId)
            .ToDictionary(name => name, IOpenApiHeader (name) => ReplyHeaders.Of(name), StringComparer.Ordinal);

    private static string Key(int status) => status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
