using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Maas.Grpc.Load.Serving;

/// <summary>
/// Answers with bytes that were made before, and with the headers and trailers of gRPC: the least that an endpoint on Kestrel
/// costs. Where the request is there already, which is the rule, there is not even a state machine.
/// </summary>
internal static class FloorServer
{
    private static readonly StringValues ContentType = new("application/grpc");
    private static readonly StringValues Ok = new("0");

    public static Task AnswerAsync(HttpContext http)
    {
        if (FloorStreams.Find(http.Request.Path.Value!) is { } stream)
        {
            return stream(http);
        }

        var reader = http.Request.BodyReader;
        if (!reader.TryRead(out var read))
        {
            return ReadAndAnswerAsync(http, reader);
        }

        reader.AdvanceTo(read.Buffer.End);
        if (!read.IsCompleted)
        {
            return ReadAndAnswerAsync(http, reader);
        }

        Answer(http);
        return Task.CompletedTask;
    }

    public static void Begin(HttpContext http) => http.Response.Headers.ContentType = ContentType;

    public static void End(HttpContext http) => http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers.GrpcStatus = Ok;

    private static async Task ReadAndAnswerAsync(HttpContext http, PipeReader reader)
    {
        ReadResult read;
        do
        {
            read = await reader.ReadAsync();
            reader.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);

        Answer(http);
    }

    private static void Answer(HttpContext http)
    {
        var call = http.Request.Path.Value == ModelCall.Get.Path ? ModelCall.Get : ModelCall.List;
        Begin(http);

        // One span rather than Write, which would fill one small block after another: that costs more for a long reply.
        var writer = http.Response.BodyWriter;
        call.Response.CopyTo(writer.GetSpan(call.Response.Length));
        writer.Advance(call.Response.Length);
        End(http);
    }
}
