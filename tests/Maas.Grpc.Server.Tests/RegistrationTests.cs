using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Grpc.Server.Tests;

public class RegistrationTests
{
    [Fact]
    public async Task MapGrpcService_WithoutAddGrpc_SaysWhatIsMissing()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        Should.Throw<InvalidOperationException>(() => app.MapGrpcService<EchoService>()).Message.ShouldContain("AddGrpc");
    }

    [Fact]
    public async Task MapGrpcService_OfAnotherType_SaysSo()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGrpc();
        await using var app = builder.Build();

        Should.Throw<InvalidOperationException>(() => app.MapGrpcService<RegistrationTests>()).Message.ShouldContain(nameof(RegistrationTests));
    }

    [Fact]
    public async Task MapGrpcService_Twice_StopsTheStart() =>
        (await Should.ThrowAsync<InvalidOperationException>(RunningServer.StartAsync(map: app => app.MapGrpcService<EchoService>())))
            .Message.ShouldContain("/echo.Echo/Say");

    [Fact]
    public async Task Options_OutOfBounds_StopTheStartWithEveryFault()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(RunningServer.StartAsync(options =>
        {
            options.MaxReceiveMessageSize = -1;
            options.MaximumDeadline = TimeSpan.Zero;
        }));

        failure.Message.ShouldContain("MaxReceiveMessageSize");
        failure.Message.ShouldContain("MaximumDeadline");
    }

    [Theory]
    [InlineData("localhost:9090")]
    [InlineData("ftp://localhost")]
    [InlineData("http://localhost/path")]
    [InlineData("")]
    public void ForAddress_Rejects_WhatIsNoAddress(string address) =>
        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress(address));

    [Fact]
    public void ForAddress_Rejects_OptionsOutOfBoundsWithEveryFault()
    {
        var options = new GrpcChannelOptions { ConnectTimeout = TimeSpan.Zero, KeepAlivePingTimeout = TimeSpan.FromMilliseconds(1) };

        var failure = Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress("http://localhost", options));

        failure.Message.ShouldContain("ConnectTimeout");
        failure.Message.ShouldContain("KeepAlivePingTimeout");
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("dns:///localhost")]
    public void ForAddress_Rejects_TimesThatTheHandlerWouldNotTake(string address)
    {
        var options = new GrpcChannelOptions
        {
            ConnectTimeout = TimeSpan.FromDays(25),
            Credentials = ChannelCredentials.Insecure,
            KeepAlivePingDelay = TimeSpan.FromDays(400),
            KeepAlivePingTimeout = TimeSpan.FromDays(400),
        };

        var failure = Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress(address, options));

        failure.Message.ShouldContain("ConnectTimeout");
        failure.Message.ShouldContain("KeepAlivePingDelay");
        failure.Message.ShouldContain("KeepAlivePingTimeout");
    }

    [Fact]
    public void ForAddress_Takes_TheLongestTimes()
    {
        var longest = TimeSpan.FromDays(24);
        var options = new GrpcChannelOptions { ConnectTimeout = longest, KeepAlivePingDelay = longest, KeepAlivePingTimeout = longest };

        Should.NotThrow(() => GrpcChannel.ForAddress("http://localhost", options).Dispose());
    }

    [Fact]
    public async Task AddGrpc_LetsClientsReadAsSlowlyAsTheyLike()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddGrpc();
        await using var app = builder.Build();

        // With a rate, Kestrel ends the connection of a client that leaves one of its streams unread, and all calls on it.
        app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinResponseDataRate.ShouldBeNull();
    }
}
