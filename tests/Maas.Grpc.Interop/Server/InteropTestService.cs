using Grpc.Core;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Server;

/// <summary>The server features of grpc/grpc doc/interop-test-descriptions.md.</summary>
internal sealed class InteropTestService : TestService.TestServiceBase
{
    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        RequestCompression.Require(context, request.ExpectCompressed);
        RequireKnown(request.ResponseType);
        await AnswerHeadAsync(context, compress: request.ResponseCompressed is { Value: true });
        ThrowIfAsked(request.ResponseStatus);
        return new SimpleResponse { Payload = Payloads.Zeros(request.ResponseSize) };
    }

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        await AnswerHeadAsync(context, compress: request.ResponseParameters.Any(IsCompressed));
        await AnswerAsync(request, responseStream, context);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        var size = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            RequestCompression.Require(context, request.ExpectCompressed);
            size += request.Payload?.Body.Length ?? 0;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = size };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        // Before the first request says whether it wants its replies compressed: so each message decides.
        await AnswerHeadAsync(context, compress: true);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await AnswerAsync(request, responseStream, context);
        }
    }

    private static async Task AnswerAsync(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        RequireKnown(request.ResponseType);
        ThrowIfAsked(request.ResponseStatus);
        foreach (var asked in request.ResponseParameters)
        {
            if (asked.IntervalUs > 0)
            {
                await Task.Delay(TimeSpan.FromMicroseconds(asked.IntervalUs), context.CancellationToken);
            }

            responseStream.WriteOptions = IsCompressed(asked) ? WriteOptions.Default : new WriteOptions(WriteFlags.NoCompress);
            await responseStream.WriteAsync(new StreamingOutputCallResponse { Payload = Payloads.Zeros(asked.Size) }, context.CancellationToken);
        }
    }

    /// <summary>Echo Metadata, and the request for compression, which is a part of the head as well.</summary>
    private static async Task AnswerHeadAsync(ServerCallContext context, bool compress)
    {
        if (context.RequestHeaders.GetValueBytes(CaseMetadata.EchoTrailing) is { } trailing)
        {
            context.ResponseTrailers.Add(CaseMetadata.EchoTrailing, trailing);
        }

        var head = compress ? CaseMetadata.Compressed() : [];
        if (context.RequestHeaders.GetValue(CaseMetadata.EchoInitial) is { } initial)
        {
            head.Add(CaseMetadata.EchoInitial, initial);
        }

        if (head.Count > 0)
        {
            await context.WriteResponseHeadersAsync(head);
        }
    }

    private static bool IsCompressed(ResponseParameters asked) => asked.Compressed is { Value: true };

    private static void RequireKnown(PayloadType type)
    {
        if (type != PayloadType.Compressable)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"There are no payloads of type {type}."));
        }
    }

    private static void ThrowIfAsked(EchoStatus? status)
    {
        if (status is { Code: not 0 })
        {
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
        }
    }
}
