using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Web;
using Grpc.Core;

namespace Maas.Grpc.Server;

/// <summary>Serves a method by calling the same one over a channel, with messages as the bytes that they are.</summary>
internal sealed class ForwardedMethod(GrpcWebForwarding forwarding, Method<byte[], byte[]> method)
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(
        static (message, context) => context.Complete(message),
        static context => context.PayloadAsNewBuffer());

    // What a reader gets to take a message. Over HTTP/2 one that gives no credit is otherwise kept for as long as it answers pings.
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(1);

    private static readonly Status Stopping = new(StatusCode.Unavailable, "The server is stopping.");

    /// <summary>Adds a method; one that takes a stream of requests is not reached by gRPC-Web, and left out.</summary>
    public static void Bind(MethodBinder binder, GrpcWebForwarding forwarding, MethodDescriptor descriptor)
    {
        if (descriptor.IsClientStreaming)
        {
            return;
        }

        var type = descriptor.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var method = new Method<byte[], byte[]>(type, descriptor.Service.FullName, descriptor.Name, Bytes, Bytes);
        var forwarded = new ForwardedMethod(forwarding, method);
        if (descriptor.IsServerStreaming)
        {
            binder.AddMethod(method, forwarded.StreamAsync);
        }
        else
        {
            binder.AddMethod(method, forwarded.CallAsync);
        }
    }

    private async Task<byte[]> CallAsync(byte[] request, ServerCallContext context)
    {
        var served = (ServerCall)context;
        using var call = forwarding.Invoker.AsyncUnaryCall(method, null, OptionsOf(served), request);
        try
        {
            var reply = await call.ResponseAsync;
            var headers = ForwardedMetadata.OfReply(await call.ResponseHeadersAsync);
            if (headers.Count > 0)
            {
                // Otherwise the head goes with the reply, in one piece.
                await context.WriteResponseHeadersAsync(headers);
            }

            Append(context.ResponseTrailers, call.GetTrailers());
            return reply;
        }
        catch (RpcException error)
        {
            throw Explain(served, error);
        }
    }

    private async Task StreamAsync(byte[] request, IServerStreamWriter<byte[]> replies, ServerCallContext context)
    {
        var served = (ServerCall)context;
        using var call = forwarding.Invoker.AsyncServerStreamingCall(method, null, OptionsOf(served), request);
        try
        {
            var headers = await call.ResponseHeadersAsync.WaitAsync(forwarding.StreamsEnd);
            await context.WriteResponseHeadersAsync(ForwardedMetadata.OfReply(headers));
            while (await call.ResponseStream.MoveNext(forwarding.StreamsEnd))
            {
                await TakenAsync(served, replies.WriteAsync(call.ResponseStream.Current));
            }

            Append(context.ResponseTrailers, call.GetTrailers());
        }
        catch (OperationCanceledException error) when (error is not CallEndedException && forwarding.StreamsEnd.IsCancellationRequested)
        {
            throw new RpcException(Stopping);
        }
        catch (RpcException error)
        {
            throw forwarding.StreamsEnd.IsCancellationRequested && error.StatusCode == StatusCode.Cancelled
                ? new RpcException(Stopping)
                : Explain(served, error);
        }
    }

    private async Task TakenAsync(ServerCall served, Task write)
    {
        if (!write.IsCompleted)
        {
            await write.WaitAsync(LongestWrite, served.Settings.Clock, forwarding.StreamsEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!write.IsCompleted)
            {
                // A status behind what it has not read would not reach it either.
                served.ResetStream();
                throw new CallEndedException();
            }
        }

        await write;
    }

    private CallOptions OptionsOf(ServerCall served)
    {
        var metadata = ForwardedMetadata.OfRequest(served.RequestHeaders);
        forwarding.PrepareMetadata?.Invoke(served.Http, metadata);
        return new CallOptions(metadata, propagationToken: served.CreatePropagationToken());
    }

    private static void Append(Metadata target, Metadata trailers)
    {
        foreach (var trailer in trailers)
        {
            target.Add(trailer);
        }
    }

    /// <summary>The failure as its caller is told: a server's own as it is, what went wrong on the way without what is internal.</summary>
    private static RpcException Explain(ServerCall served, RpcException error)
    {
        if (error.Status.DebugException is null || served.CancellationToken.IsCancellationRequested)
        {
            return error;
        }

        if (error.StatusCode == StatusCode.DeadlineExceeded)
        {
            // The same as when the clock of the call here is the first to see it.
            served.Settings.Log.DeadlineExceeded(served.Method);
            return Failure.DeadlinePassed.ToException(served.Settings.ErrorDomain);
        }

        served.Settings.Log.ForwardingFailed(served.Method, error.Status);

        // CANCELLED by nobody here: the connection was given up by a server that is going away.
        var code = error.StatusCode == StatusCode.Cancelled ? StatusCode.Unavailable : error.StatusCode;
        return new RpcException(new Status(code, code switch
        {
            StatusCode.Unavailable => "The service is not available.",
            StatusCode.ResourceExhausted => "A message is over the limit.",
            _ => "The service could not be called.",
        }));
    }
}
