using Grpc.Core;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Client;

/// <summary>One request, one reply.</summary>
internal sealed class UnaryCall<TRequest, TResponse>(
    CallSettings settings,
    Method<TRequest, TResponse> method,
    string? host,
    CallOptions options,
    TRequest request) : ClientCall(settings, method, options), IRequestBody
    where TRequest : class
    where TResponse : class
{
    private readonly CallSettings _settings = settings;
    private RpcException? _unsendable;

    public Task<TResponse> Response { get; private set; } = null!;

    public void Start() => Response = RunAsync();

    public override void Cancel()
    {
        base.Cancel();

        // Who gives a call up need not await it: its failure is no unobserved exception.
        Response.ContinueWith(
            static response => response.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var payload = new PayloadBuffer(_settings.MaxSendMessageSize);
        try
        {
            method.RequestMarshaller.ContextualSerializer(request, payload);
        }
        catch (Exception error)
        {
            // The handler wraps what its content throws, so it is kept here to be told apart from a failed connection.
            _unsendable = error as RpcException ?? ClientStatus.Failure(StatusCode.Internal, "The request could not be serialized.", error);
            throw;
        }

        await stream.WriteAsync(payload.Frame, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TResponse> RunAsync()
    {
        try
        {
            var response = await ExchangeAsync().ConfigureAwait(false);
            Finish(null);
            return response;
        }
        catch (Exception error)
        {
            var failure = Explain(error);
            Finish(failure);
            throw failure;
        }
    }

    private async Task<TResponse> ExchangeAsync()
    {
        if (!Watch())
        {
            throw new OperationCanceledException(Ended);
        }

        var timeout = Remaining() is { } remaining ? GrpcTimeout.Format(remaining) : null;
        var head = new TransportRequest(method.FullName, host, timeout, Options.Headers, this);
        using var reply = await _settings.Transport.SendAsync(head, Ended).ConfigureAwait(false);
        HeadArrived(reply);
        ReplyHead.ThrowIfFailed(reply);

        using var message = new ReplyMessage(_settings.MaxReceiveMessageSize);
        await message.ReadAsync(reply, Ended).ConfigureAwait(false);
        ReplyTrailers.ThrowIfFailed(reply);
        return message.Deserialize(method.ResponseMarshaller);
    }

    private RpcException Explain(Exception error) => EndedBy switch
    {
        CallEnd.Deadline => ClientStatus.DeadlineExceeded(error),
        CallEnd.Caller => ClientStatus.Cancelled(error),
        _ when _unsendable is not null => _unsendable,
        _ => DeadlinePassedFirst(error as RpcException ?? TransportFailure.Explain(error, _settings.Target)),
    };

    // The server may see the deadline pass before our timer does: its CANCELLED, which it sends as a status or by resetting
    // the stream, then is our deadline (PROTOCOL-HTTP2.md, Errors).
    private RpcException DeadlinePassedFirst(RpcException failure) =>
        failure.StatusCode == StatusCode.Cancelled && Remaining() <= TimeSpan.Zero ? ClientStatus.DeadlineExceeded(failure) : failure;
}
