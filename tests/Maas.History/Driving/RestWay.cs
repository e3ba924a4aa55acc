using System.Globalization;
using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Maas.Contract;
using Maas.History.Recording;

namespace Maas.History.Driving;

/// <summary>Calls by REST, through the gateway.</summary>
internal sealed class RestWay(string name, HttpClient http) : IWay
{
    public string Name => name;

    // The gateway's own client does.
    public bool MayRepeat(IMessage request) => SafeToRepeat.Is(request);

    public async Task<Outcome> CallAsync(IMessage request, string requestId, CancellationToken cancellationToken)
    {
        using var message = RestRequests.Of(request);
        message.Headers.Add("X-Request-ID", requestId);
        try
        {
            using var response = await http.SendAsync(message, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Answered(request, response, body) : Failed(request, response, body);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return new Outcome.Lost(error.Message);
        }
    }

    private static Outcome.Answered Answered(IMessage request, HttpResponseMessage response, string body)
    {
        // A change of tags is answered with the model as it is at a second call.
        var isOfLater = request is AddModelTagsRequest or RemoveModelTagsRequest or SetModelMetadataRequest or DeleteModelRequest;
        return isOfLater
            ? new Outcome.Answered(null, request is SetModelMetadataRequest or DeleteModelRequest ? RevisionOf(response) : null)
            : new Outcome.Answered(RestReplies.Read(request, body), RevisionOf(response));
    }

    private static Outcome Failed(IMessage request, HttpResponseMessage response, string body)
    {
        if (response.StatusCode == HttpStatusCode.NotFound && request is AddModelTagsRequest or RemoveModelTagsRequest)
        {
            return new Outcome.Lost("404 of either of two calls");
        }

        using var problem = JsonDocument.Parse(body);
        var code = GrpcCodes.Parse(problem.RootElement.GetProperty("code").GetString()!);
        return Outcomes.IsDefinite(code)
            ? new Outcome.Refused(code, "", RevisionOf(response))
            : new Outcome.Lost($"{response.StatusCode:D} {problem.RootElement.GetProperty("detail")}");
    }

    private static long? RevisionOf(HttpResponseMessage response) => response.Headers.TryGetValues("Maas-Revision", out var values)
        ? long.Parse(values.Single(), CultureInfo.InvariantCulture)
        : null;
}
