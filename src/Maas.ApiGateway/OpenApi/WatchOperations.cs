using Maas.ApiGateway.Watch;

namespace Maas.ApiGateway.OpenApi;

/// <summary>What the documentation says of the watch.</summary>
internal static class WatchOperations
{
    public static readonly OperationDoc Watch = new(
        "Watch changes",
        "Sends each change that matches as it is made, as server-sent events: in the order of their revisions, without a gap and without a "
            + "duplicate. A progress event comes at once, and where there are no changes. What ends the stream is told in an event named error; an "
            + "EventSource then comes back by itself and resumes behind the last event that it got. 400 with the code OUT_OF_RANGE says in reason "
            + "and metadata which revisions there are: where the one asked for was compacted, read the models anew and watch from there.")
    {
        Parameters =
        [
            .. WatchQuery.Shape.Parameters.Select(parameter => parameter.ToOpenApi()), RequestHeaders.LastEventId, .. RequestHeaders.OfCalls,
        ],
        Answers =
        [
            new(200, "The changes, for as long as the caller reads them.", Components.EventStream, Examples.EventStream)
            {
                MediaType = EventStream.MediaType,
            },
        ],
        Problems = [400, 500, 501, 503, 504],
    };
}
