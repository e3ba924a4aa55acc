using Maas.ApiGateway.Conditions;
using Maas.Contract;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Maas.ApiGateway.Models;

/// <summary>What every answer that carries a model has.</summary>
internal static class ModelAnswers
{
    public static void SetEtag(this HttpResponse response, Model model)
    {
        if (model.Etag.Length > 0)
        {
            response.Headers.ETag = EntityTag.Strong(model.Etag);
        }
    }

    /// <summary>200 with a model and its ETag.</summary>
    public static Ok<ModelView> Ok(this HttpResponse response, Model model)
    {
        response.SetEtag(model);
        return TypedResults.Ok(model.ToView());
    }

    /// <summary>Lets a GET answer HEAD as well; the server leaves the body out.</summary>
    public static TBuilder AnswersHead<TBuilder>(this TBuilder get)
        where TBuilder : IEndpointConventionBuilder
    {
        get.Add(endpoint => endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head])));
        return get;
    }
}
