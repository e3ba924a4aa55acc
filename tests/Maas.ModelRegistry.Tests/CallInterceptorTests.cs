using Grpc.Core;
using Grpc.Core.Interceptors;
using Maas.ModelRegistry.Calls;
using Maas.ModelRegistry.Errors;
using Maas.Models;
using Maas.Testing;

namespace Maas.ModelRegistry.Tests;

public class CallInterceptorTests
{
    private static readonly ManualClock Clock = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public static TheoryData<MethodType> EveryKind => new(Enum.GetValues<MethodType>());

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task RegistryStatus_OfAnyKindOfCall_TakesTheErrorsPlace(MethodType kind)
    {
        var interceptor = new RegistryStatusInterceptor(new LogLines<RegistryStatusInterceptor>());

        // Later, and at once, as a generated base does for what is not implemented.
        foreach (var handle in new Func<Task<string>>[] { FailAsync, () => throw Missing() })
        {
            var failure = await Should.ThrowAsync<RpcException>(() => CallAsync(interceptor, kind, handle));
            failure.StatusCode.ShouldBe(StatusCode.NotFound);
            failure.Trailers.ShouldContain(entry => entry.Key == "grpc-status-details-bin");
        }

        static async Task<string> FailAsync()
        {
            await Task.Yield();
            throw Missing();
        }
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task CallLog_OfAnyKindOfCall_IsOneLine(MethodType kind)
    {
        var log = new LogLines<CallLogInterceptor>();
        var interceptor = new CallLogInterceptor(log, Clock);

        (await CallAsync(interceptor, kind, () => Task.FromResult("answer"))).ShouldBe(Streams(kind) ? null : "answer");
        await Should.ThrowAsync<RpcException>(() => CallAsync(interceptor, kind, () => throw new RpcException(new Status(StatusCode.Aborted, ""))));
        await Should.ThrowAsync<OperationCanceledException>(() => CallAsync(interceptor, kind, () => throw new OperationCanceledException()));
        await Should.ThrowAsync<InvalidOperationException>(() => CallAsync(interceptor, kind, () => throw new InvalidOperationException()));

        log.Lines.ShouldBe(new[] { "OK", "Aborted", "Cancelled", "Unknown" }.Select(
            code => $"{CallUnderTest.Path} answered {code} in 0.0 ms (request the-request)."));
    }

    private static RegistryException Missing() => new(RegistryErrorCode.NotFound, "There is no such model.");

    private static bool Streams(MethodType kind) => kind is MethodType.ServerStreaming or MethodType.DuplexStreaming;

    /// <returns>The one reply; null where replies are a stream.</returns>
    private static async Task<string?> CallAsync(Interceptor interceptor, MethodType kind, Func<Task<string>> handle)
    {
        var call = new CallUnderTest();
        switch (kind)
        {
            case MethodType.Unary:
                return await interceptor.UnaryServerHandler<string, string>("", call, (_, _) => handle());
            case MethodType.ClientStreaming:
                return await interceptor.ClientStreamingServerHandler<string, string>(null!, call, (_, _) => handle());
            case MethodType.ServerStreaming:
                await interceptor.ServerStreamingServerHandler<string, string>("", null!, call, (_, _, _) => handle());
                return null;
            default:
                await interceptor.DuplexStreamingServerHandler<string, string>(null!, null!, call, (_, _, _) => handle());
                return null;
        }
    }
}
