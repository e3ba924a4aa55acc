using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

public class ClientInterceptorTests
{
    [Fact]
    public async Task Interceptors_SeeEveryKindOfCall_AndMayChangeItsMessages()
    {
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            var call = new FramedCall(http);
            var text = http.Request.Headers["key"].ToString();
            while (await call.ReadAsync() is { } request)
            {
                text += request;
            }

            await call.StartAsync();
            await call.WriteAsync(text);
            call.End(0);
        });
        var seen = new List<string>();
        var invoker = server.Channel
            .Intercept(headers =>
            {
                headers.Add("key", "k");
                return headers;
            })
            .Intercept(new Shouting(seen));
        var client = new Echo.EchoClient(invoker);

        var said = await client.SayAsync(new Words { Text = "s" }).ResponseAsync.Bounded();
        var blocking = await Task.Run(() => client.Say(new Words { Text = "b" })).Bounded();
        using var repeat = client.Repeat(new Words { Text = "r" });
        (await repeat.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        using var collect = client.Collect();
        await collect.RequestStream.WriteAsync(new Words { Text = "c" }).Bounded();
        await collect.RequestStream.CompleteAsync().Bounded();
        using var chat = client.Chat();
        await chat.RequestStream.WriteAsync(new Words { Text = "d" }).Bounded();
        await chat.RequestStream.CompleteAsync().Bounded();
        (await chat.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();

        said.Text.ShouldBe("ks");
        blocking.Text.ShouldBe("kb");
        repeat.ResponseStream.Current.Text.ShouldBe("kr!");
        (await collect.ResponseAsync.Bounded()).Text.ShouldBe("kc!");
        chat.ResponseStream.Current.Text.ShouldBe("kd!!");
        (await chat.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
        chat.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
        (await chat.ResponseHeadersAsync.Bounded()).ShouldNotBeNull();
        seen.ShouldBe(["Unary Say", "Unary Say", "ServerStreaming Repeat", "ClientStreaming Collect", "DuplexStreaming Chat"]);
    }

    /// <summary>Notes each call, and adds a mark to each message of a stream.</summary>
    private sealed class Shouting(List<string> seen) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Note(context.Method);
            return continuation(request, context);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Note(context.Method);
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Note(context.Method);
            var call = continuation(request, context);
            return new AsyncServerStreamingCall<TResponse>(
                new Reader<TResponse>(call.ResponseStream),
                call.ResponseHeadersAsync,
                call.GetStatus,
                call.GetTrailers,
                call.Dispose);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Note(context.Method);
            var call = continuation(context);
            return new AsyncClientStreamingCall<TRequest, TResponse>(
                new Writer<TRequest>(call.RequestStream),
                call.ResponseAsync,
                call.ResponseHeadersAsync,
                call.GetStatus,
                call.GetTrailers,
                call.Dispose);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            Note(context.Method);
            var call = continuation(context);
            return new AsyncDuplexStreamingCall<TRequest, TResponse>(
                new Writer<TRequest>(call.RequestStream),
                new Reader<TResponse>(call.ResponseStream),
                call.ResponseHeadersAsync,
                call.GetStatus,
                call.GetTrailers,
                call.Dispose);
        }

        private static T Shout<T>(T message) => (T)(object)new Words { Text = ((Words)(object)message!).Text + "!" };

        private void Note(IMethod method) => seen.Add($"{method.Type} {method.Name}");

        private sealed class Reader<T>(IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
        {
            public T Current => Shout(inner.Current);

            public Task<bool> MoveNext(CancellationToken cancellationToken) => inner.MoveNext(cancellationToken);
        }

        private sealed class Writer<T>(IClientStreamWriter<T> inner) : IClientStreamWriter<T>
        {
            public WriteOptions? WriteOptions
            {
                get => inner.WriteOptions;
                set => inner.WriteOptions = value;
            }

            public Task WriteAsync(T message) => inner.WriteAsync(Shout(message));

            public Task CompleteAsync() => inner.CompleteAsync();
        }
    }
}
