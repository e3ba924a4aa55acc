using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests;

public class InterceptorTests
{
    [Fact]
    public async Task ServerInterceptors_SeeACallInOrder_AndMayChangeItsFailure()
    {
        var seen = new List<string>();
        await using var server = await RunningServer.StartAsync(
            options =>
            {
                options.Interceptors.Add<Translating>();
                options.Interceptors.Add<Recording>("second");
            },
            services => services.AddSingleton(seen).AddSingleton(new Translating(seen)));
        server.Service.OnSay = (_, _) => throw new KeyNotFoundException("no such model");

        var failure = await Should.ThrowAsync<RpcException>(server.Client.SayAsync(new Words()).ResponseAsync.Bounded());

        failure.StatusCode.ShouldBe(StatusCode.NotFound);
        failure.Status.Detail.ShouldBe("no such model");
        seen.ShouldBe(["translating", "second"]);
    }

    [Fact]
    public async Task ClientInterceptors_SeeACallInOrder_AndMayAddMetadata()
    {
        await using var server = await RunningServer.StartAsync();
        server.Service.OnSay = (_, context) => Task.FromResult(new Words { Text = context.RequestHeaders.GetValue("key") });
        var seen = new List<string>();
        var invoker = server.Channel
            .Intercept(headers =>
            {
                headers.Add("key", "value");
                return headers;
            })
            .Intercept(new Counting(seen, "outer"), new Counting(seen, "inner"));

        var reply = await new Echo.EchoClient(invoker).SayAsync(new Words()).ResponseAsync.Bounded();

        reply.Text.ShouldBe("value");
        seen.ShouldBe(["outer", "inner"]);
    }

    private sealed class Translating(List<string> seen) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request,
            ServerCallContext context,
            UnaryServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add("translating");
            try
            {
                return await continuation(request, context);
            }
            catch (KeyNotFoundException error)
            {
                throw new RpcException(new Status(StatusCode.NotFound, error.Message));
            }
        }
    }

    private sealed class Recording(List<string> seen, string name) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request,
            ServerCallContext context,
            UnaryServerMethod<TRequest, TResponse> continuation)
        {
            seen.Add(name);
            return continuation(request, context);
        }
    }

    private sealed class Counting(List<string> seen, string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add(name);
            return continuation(request, context);
        }
    }
}
