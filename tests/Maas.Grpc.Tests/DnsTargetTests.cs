using Maas.Grpc.Client.Balancing;

namespace Maas.Grpc.Tests;

public class DnsTargetTests
{
    [Theory]
    [InlineData("dns:///models.example:5001", "models.example", 5001)]
    [InlineData("dns:///models.example", "models.example", 443)]
    [InlineData("dns:models.example:5001", "models.example", 5001)]
    [InlineData("dns:///127.0.0.1:5001", "127.0.0.1", 5001)]
    [InlineData("dns:///[::1]:5001", "::1", 5001)]
    [InlineData("dns:///[::1]", "::1", 443)]
    [InlineData("dns:///::1", "::1", 443)]
    public void Of_AnAddress_HasItsHostAndPort(string address, string host, int port)
    {
        var name = DnsTarget.Of(new Uri(address), defaultPort: 443);

        name.Host.ShouldBe(host);
        name.Port.ShouldBe(port);
    }

    [Theory]
    [InlineData("dns:///")]
    [InlineData("dns:///:5001")]
    [InlineData("dns:///models.example:")]
    [InlineData("dns:///models.example:0")]
    [InlineData("dns:///models.example:65536")]
    [InlineData("dns:///models.example:five")]
    [InlineData("dns:///models.example:5001/path")]
    [InlineData("dns:///[::1")]
    [InlineData("dns:///[::1]5001")]
    [InlineData("dns://8.8.8.8/models.example:5001")]
    public void Of_WhatIsNoAddress_IsRefused(string address) =>
        Should.Throw<ArgumentException>(() => DnsTarget.Of(new Uri(address), defaultPort: 443)).Message.ShouldContain(address);
}
