using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Maas.Grpc.Server.Tests.Protos;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace Maas.Grpc.Server.Tests;

/// <summary>
/// What a call leaves behind when its handler's other threads outlive it. Without a connection, so that the request is there
/// when the call begins and nothing but the handler asks for the token.
/// </summary>
public class CallEndTests
{
    private static readonly byte[] Request = RawClient.Frame(0, 4, 10, 2, (byte)'h', (byte)'i');

    [Fact]
    public async Task Call_ThatEndsWhileItsTimerIsMade_LeavesNoTimer()
    {
        using var clock = new PausingClock();

        await ServeAsync(clock, (request, context) =>
        {
            _ = Task.Run(() => context.CancellationToken);
            clock.WaitUntilMaking();
            return Task.FromResult(request);
        }).Bounded();
        clock.GoOn();

        await clock.TimerDisposed.Bounded();
    }

    [Fact]
    public async Task Token_AskedForAfterTheCall_MakesNoTimer()
    {
        using var clock = new PausingClock();
        ServerCallContext? served = null;

        await ServeAsync(clock, (request, context) =>
        {
            served = context;
            return Task.FromResult(request);
        }).Bounded();
        clock.GoOn();

        served.ShouldNotBeNull().CancellationToken.IsCancellationRequested.ShouldBeFalse();
        clock.HasMade.ShouldBeFalse();
    }

    private static async Task ServeAsync(TimeProvider clock, UnaryServerMethod<Words, Words> handler)
    {
        var body = new Pipe();
        await body.Writer.WriteAsync(Request);
        await body.Writer.CompleteAsync();
        var features = new CallFeatures(body.Reader);
        var http = new DefaultHttpContext();
        http.Features.Set<IRequestBodyPipeFeature>(features);
        http.Features.Set<IHttpResponseTrailersFeature>(features);
        http.Request.Headers["grpc-timeout"] = "1H";

        var marshaller = Marshallers.Create(words => words.ToByteArray(), Words.Parser.ParseFrom);
        var method = new Method<Words, Words>(MethodType.Unary, "echo.Echo", "Say", marshaller, marshaller);
        var settings = new ServerSettings(new GrpcServiceOptions(), clock, NullLogger.Instance);
        await new ServerMethod<Words, Words>(method, settings, Begin).InvokeAsync(http);

        features.Trailers["grpc-status"].ToString().ShouldBe("0");

        ServerCall Begin(ServerMethod<Words, Words> served, HttpContext call) => new UnaryServerCall<Words, Words>(served, call, handler);
    }

    private sealed class CallFeatures(PipeReader body) : IRequestBodyPipeFeature, IHttpResponseTrailersFeature
    {
        public PipeReader Reader { get; } = body;

        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    }

    /// <summary>A clock that makes its timers only when a test says so, and tells when one was disposed.</summary>
    private sealed class PausingClock : TimeProvider, IDisposable
    {
        private readonly TaskCompletionSource _disposed = new();
        private readonly ManualResetEventSlim _making = new();
        private readonly ManualResetEventSlim _goOn = new();
        private readonly CancellationToken _testEnds = TestContext.Current.CancellationToken;

        public bool HasMade => _making.IsSet;

        public Task TimerDisposed => _disposed.Task;

        public void WaitUntilMaking() => _making.Wait(_testEnds);

        public void GoOn() => _goOn.Set();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _making.Set();
            _goOn.Wait(_testEnds);
            return new Timer(_disposed);
        }

        public void Dispose()
        {
            _making.Dispose();
            _goOn.Dispose();
        }

        private sealed class Timer(TaskCompletionSource disposed) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => disposed.TrySetResult();

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
