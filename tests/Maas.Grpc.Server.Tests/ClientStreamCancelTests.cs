using Grpc.Core;
using Grpc.Net.Client;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Testing;

namespace Maas.Grpc.Server.Tests;

/// <summary>Streams that the client ends: by deadline, token or disposal, wherever the call is just then.</summary>
public class ClientStreamCancelTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private static readonly Words Long = new() { Text = new string('x', 3_000_000) };

    public enum Phase
    {
        BeforeHead,
        AfterHead,
        AfterFirstMessage,
    }

    public enum Way
    {
        Deadline,
        Token,
        Disposal,
        TokenOfTheRead,
        TokenOfTheWrite,
    }

    public static MatrixTheoryData<Phase, Way, bool> Reads => new(Enum.GetValues<Phase>(), [Way.Deadline, Way.Token, Way.Disposal, Way.TokenOfTheRead], [false, true]);

    public static MatrixTheoryData<Phase, Way> Writes => new(Enum.GetValues<Phase>(), [Way.Deadline, Way.Token, Way.Disposal, Way.TokenOfTheWrite]);

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task End_WhileReading(Phase phase, Way way, bool duplex)
    {
        await using var scene = await Scene.StartAsync(phase);
        using var requests = duplex ? scene.Client.Chat(scene.Options) : null;
        using var replies = duplex ? null : scene.Client.Repeat(new Words(), scene.Options);
        var stream = requests?.ResponseStream ?? replies!.ResponseStream;

        await scene.ReachAsync(stream);
        var reading = stream.MoveNext(scene.TokenOfTheMove);
        await scene.EndAsync(way, (IDisposable?)requests ?? replies!);

        await scene.ShouldHaveEndedAsync(reading, way);
        (requests?.GetStatus() ?? replies!.GetStatus()).StatusCode.ShouldBe(Scene.Expected(way));
        await scene.ShouldHaveEndedAsync(stream.MoveNext(CancellationToken.None), way);
        if (requests is not null)
        {
            await scene.ShouldHaveEndedAsync(requests.RequestStream.WriteAsync(new Words()), way);
        }
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task End_WhileWriting(Phase phase, Way way)
    {
        await using var scene = await Scene.StartAsync(phase);
        using var call = scene.Client.Chat(scene.Options);

        await scene.ReachAsync(call.ResponseStream);
        var writing = call.RequestStream.WriteAsync(Long, scene.TokenOfTheMove);
        writing.IsCompleted.ShouldBeFalse();
        await Should.ThrowAsync<InvalidOperationException>(call.RequestStream.WriteAsync(Long).Bounded());
        await Should.ThrowAsync<InvalidOperationException>(call.RequestStream.CompleteAsync().Bounded());
        await scene.EndAsync(way, call);

        await scene.ShouldHaveEndedAsync(writing, way);
        call.GetStatus().StatusCode.ShouldBe(Scene.Expected(way));
        await scene.ShouldHaveEndedAsync(call.ResponseStream.MoveNext(CancellationToken.None), way);
    }

    [Theory]
    [InlineData(Way.Deadline)]
    [InlineData(Way.Token)]
    [InlineData(Way.Disposal)]
    public async Task End_OfAClientStream_WhileWriting(Way way)
    {
        await using var scene = await Scene.StartAsync(Phase.BeforeHead);
        using var call = scene.Client.Collect(scene.Options);

        await scene.Entered.Bounded();
        var writing = call.RequestStream.WriteAsync(Long);
        await scene.EndAsync(way, call);

        await scene.ShouldHaveEndedAsync(writing, way);
        await scene.ShouldHaveEndedAsync(call.ResponseAsync, way);
        call.GetStatus().StatusCode.ShouldBe(Scene.Expected(way));
    }

    [Theory]
    [InlineData(Way.Deadline)]
    [InlineData(Way.Token)]
    [InlineData(Way.Disposal)]
    public async Task End_WhileNothingIsAskedFor_IsTheCallsStatusAtOnce(Way way)
    {
        await using var scene = await Scene.StartAsync(Phase.AfterHead);
        using var call = scene.Client.Chat(scene.Options);

        await scene.ReachAsync(call.ResponseStream);
        await scene.EndAsync(way, call);

        call.GetStatus().StatusCode.ShouldBe(Scene.Expected(way));
        call.GetTrailers().ShouldBeEmpty();
        await scene.ShouldHaveEndedAsync(call.RequestStream.WriteAsync(new Words()), way);
        await call.RequestStream.CompleteAsync().Bounded();
    }

    [Theory]
    [InlineData(Way.Deadline)]
    [InlineData(Way.Token)]
    [InlineData(Way.Disposal)]
    public async Task End_IsNoEndOfTheRequestsForTheServer(Way way)
    {
        var clock = new ManualClock(Start);
        using var token = new CancellationTokenSource();
        var first = new TaskCompletionSource();
        var next = new TaskCompletionSource<string?>();
        await using var server = await BrokenServer.StartAsync(async http =>
        {
            var call = new FramedCall(http);
            await call.ReadAsync();
            first.SetResult();
            try
            {
                next.SetResult(await call.ReadAsync());
            }
            catch (Exception error)
            {
                next.SetException(error);
            }
        });
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { TimeProvider = clock });

        using var call = new Echo.EchoClient(channel).Collect(deadline: Start.AddHours(1).UtcDateTime, cancellationToken: token.Token);
        await call.RequestStream.WriteAsync(new Words()).Bounded();
        await first.Task.Bounded();
        (way switch
        {
            Way.Deadline => () => clock.Advance(TimeSpan.FromHours(1)),
            Way.Token => token.Cancel,
            _ => (Action)call.Dispose,
        })();

        await Should.ThrowAsync<Exception>(next.Task.Bounded());
        next.Task.IsFaulted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_BeforeTheCall_MakesNoCall(bool byDeadline)
    {
        await using var scene = await Scene.StartAsync(Phase.BeforeHead);
        using var token = new CancellationTokenSource();
        await token.CancelAsync();
        var options = byDeadline ? new CallOptions(deadline: DateTime.UnixEpoch) : new CallOptions(cancellationToken: token.Token);
        var expected = byDeadline ? StatusCode.DeadlineExceeded : StatusCode.Cancelled;

        using var chat = scene.Client.Chat(options);
        using var collect = scene.Client.Collect(options);
        using var repeat = scene.Client.Repeat(new Words(), options);

        (await Should.ThrowAsync<RpcException>(chat.RequestStream.WriteAsync(new Words()).Bounded())).StatusCode.ShouldBe(expected);
        (await Should.ThrowAsync<RpcException>(chat.ResponseStream.MoveNext().Bounded())).StatusCode.ShouldBe(expected);
        (await Should.ThrowAsync<RpcException>(collect.ResponseAsync.Bounded())).StatusCode.ShouldBe(expected);
        (await Should.ThrowAsync<RpcException>(collect.RequestStream.WriteAsync(new Words()).Bounded())).StatusCode.ShouldBe(expected);
        (await Should.ThrowAsync<RpcException>(repeat.ResponseStream.MoveNext().Bounded())).StatusCode.ShouldBe(expected);
        (await Should.ThrowAsync<RpcException>(repeat.ResponseHeadersAsync.Bounded())).StatusCode.ShouldBe(expected);
        scene.Entered.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Disposal_AfterTheEnd_ChangesNothing()
    {
        await using var server = await BrokenServer.StartAsync(FramedCall.Frame("one"), ("grpc-status", "0"));
        using var call = server.Client.Repeat(new Words());
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeTrue();
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();

        call.Dispose();
        call.Dispose();

        call.GetStatus().ShouldBe(Status.DefaultSuccess);
        (await call.ResponseStream.MoveNext().Bounded()).ShouldBeFalse();
    }

    /// <summary>A server that goes as far as a phase and then waits for the client to end the call, and what may end it.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly ManualClock _clock = new(Start);
        private readonly CancellationTokenSource _token = new();
        private readonly CancellationTokenSource _tokenOfTheMove = new();
        private readonly TaskCompletionSource _entered = new();
        private readonly TaskCompletionSource _aborted = new();
        private readonly Phase _phase;
        private BrokenServer _server = null!;
        private GrpcChannel _channel = null!;

        private Scene(Phase phase) => _phase = phase;

        public Echo.EchoClient Client { get; private set; } = null!;

        public Task Entered => _entered.Task;

        public CancellationToken TokenOfTheMove => _tokenOfTheMove.Token;

        public CallOptions Options => new(deadline: Start.AddHours(1).UtcDateTime, cancellationToken: _token.Token);

        public static async Task<Scene> StartAsync(Phase phase)
        {
            var scene = new Scene(phase);
            scene._server = await BrokenServer.StartAsync(scene.ServeAsync);
            scene._channel = GrpcChannel.ForAddress(scene._server.Address, new GrpcChannelOptions { TimeProvider = scene._clock });
            scene.Client = new Echo.EchoClient(scene._channel);
            return scene;
        }

        public static StatusCode Expected(Way way) => way == Way.Deadline ? StatusCode.DeadlineExceeded : StatusCode.Cancelled;

        public async Task ReachAsync(IAsyncStreamReader<Words> stream)
        {
            if (_phase == Phase.AfterFirstMessage)
            {
                (await stream.MoveNext().Bounded()).ShouldBeTrue();
            }

            await Entered.Bounded();
        }

        public Task EndAsync(Way way, IDisposable call)
        {
            switch (way)
            {
                case Way.Deadline:
                    _clock.Advance(TimeSpan.FromHours(1));
                    break;
                case Way.Token:
                    return _token.CancelAsync();
                case Way.Disposal:
                    call.Dispose();
                    break;
                default:
                    return _tokenOfTheMove.CancelAsync();
            }

            return Task.CompletedTask;
        }

        public async Task ShouldHaveEndedAsync(Task move, Way way)
        {
            var failure = await Should.ThrowAsync<RpcException>(move.Bounded());
            failure.StatusCode.ShouldBe(Expected(way));
            failure.Status.DebugException.ShouldNotBeNull();
            await _aborted.Task.Bounded();
        }

        public async ValueTask DisposeAsync()
        {
            _channel.Dispose();
            await _server.DisposeAsync();
            _token.Dispose();
            _tokenOfTheMove.Dispose();
        }

        private async Task ServeAsync(Microsoft.AspNetCore.Http.HttpContext http)
        {
            var call = new FramedCall(http);
            if (_phase != Phase.BeforeHead)
            {
                await call.StartAsync();
            }

            if (_phase == Phase.AfterFirstMessage)
            {
                await call.WriteAsync("first");
            }

            _entered.SetResult();
            await call.WaitForAbortAsync();
            _aborted.SetResult();
        }
    }
}
