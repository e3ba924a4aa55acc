using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;

namespace Maas.Grpc.Tests;

public class ChannelAddressTests
{
    [Theory]
    [InlineData("http://models.example:5001", true)]
    [InlineData("https://models.example:5001", false)]
    public void Credentials_ThatContradictTheAddress_AreRefused(string address, bool isSecure) =>
        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress(address, new GrpcChannelOptions { Credentials = Of(isSecure) }))
            .Message.ShouldContain(address);

    [Theory]
    [InlineData("http://models.example:5001", false)]
    [InlineData("https://models.example:5001", true)]
    public void Credentials_ThatAgreeWithTheAddress_AreTaken(string address, bool isSecure)
    {
        using var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { Credentials = Of(isSecure) });

        channel.Target.ShouldBe("models.example:5001");
    }

    [Theory]
    [InlineData("dns:///models.example:5001")]
    [InlineData("static:///models")]
    public void Credentials_ThatAreMissing_AreAskedFor(string address) =>
        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress(address, Static())).Message.ShouldContain("Credentials");

    [Fact]
    public void Scheme_ThatNobodyResolves_IsRefused() =>
        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress("static:///models", new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure }))
            .Message.ShouldContain("'static'");

    [Fact]
    public void Handler_ThatIsNoSocketsHttpHandler_IsRefusedWithSeveralAddresses()
    {
        using var handler = new HttpClientHandler();
        var options = Static();
        options.Credentials = ChannelCredentials.Insecure;
        options.HttpHandler = handler;

        Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress("static:///models", options)).Message.ShouldContain("SocketsHttpHandler");
    }

    [Fact]
    public void Channel_OfStaticAddresses_IsIdleAndHasItsName()
    {
        var options = Static();
        options.Credentials = ChannelCredentials.Insecure;
        using var channel = GrpcChannel.ForAddress("static:///models", options);

        channel.Target.ShouldBe("models");
        channel.State.ShouldBe(ConnectivityState.Idle);
    }

    [Fact]
    public async Task State_OfAChannelToOneServer_IsNotTold()
    {
        using var channel = GrpcChannel.ForAddress("http://models.example:5001");

        Should.Throw<InvalidOperationException>(() => channel.State);
        await Should.ThrowAsync<InvalidOperationException>(() => channel.ConnectAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => channel.WaitForStateChangedAsync(ConnectivityState.Idle));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90_000_000)]
    public void Backoff_OutOfItsBounds_IsRefused(int milliseconds)
    {
        var options = new GrpcChannelOptions
        {
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(milliseconds),
            MaxReconnectBackoff = TimeSpan.FromMilliseconds(milliseconds),
        };

        var error = Should.Throw<ArgumentException>(() => GrpcChannel.ForAddress("http://models.example", options));
        error.Message.ShouldContain("InitialReconnectBackoff");
        error.Message.ShouldContain("MaxReconnectBackoff");
    }

    private static ChannelCredentials Of(bool isSecure) => isSecure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;

    private static GrpcChannelOptions Static() => new()
    {
        ServiceProvider = new Services(new StaticResolverFactory(_ => [new BalancerAddress("127.0.0.1", 5001)])),
    };

    private sealed class Services(ResolverFactory factory) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(IEnumerable<ResolverFactory>) ? new[] { factory } : null;
    }
}
