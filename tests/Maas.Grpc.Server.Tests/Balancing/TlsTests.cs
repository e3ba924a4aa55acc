using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Maas.Grpc.Server.Tests.Protos;
using Maas.Grpc.Server.Tests.Raw;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Maas.Grpc.Server.Tests.Balancing;

/// <summary>Several addresses over TLS, with a certificate for the name that they were looked up by.</summary>
public class TlsTests
{
    [Theory]
    [InlineData("Say")]
    [InlineData("Chat")]
    public async Task Call_ToTheNameOfTheCertificate_IsMade(string method)
    {
        using var certificate = Certificate("models.example");
        await using var server = await RunningServer.StartAsync(listen: listen => listen.UseHttps(certificate));
        using var handler = Trusting(certificate);
        using var channel = Channel("models.example", server.Address.Port, handler);
        var client = new Echo.EchoClient(channel);

        await channel.ConnectAsync().Bounded();

        (await client.CallAsync(method)).ShouldBe(["hi"]);
        (await client.CallAsync(method)).ShouldBe(["hi"]);
    }

    [Fact]
    public async Task Call_ToAnotherName_IsUnavailable()
    {
        using var certificate = Certificate("other.example");
        await using var server = await RunningServer.StartAsync(listen: listen => listen.UseHttps(certificate));
        using var handler = Trusting(certificate);
        using var channel = Channel("models.example", server.Address.Port, handler);

        var failure = await new Echo.EchoClient(channel).FailureOfAsync("Say");

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.Detail.ShouldContain("certificate");
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static SocketsHttpHandler Trusting(X509Certificate2 certificate)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(certificate);
        return new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
    }

    private static GrpcChannel Channel(string name, int port, SocketsHttpHandler handler)
    {
        var dns = new DnsResolverFactory(Timeout.InfiniteTimeSpan, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        return GrpcChannel.ForAddress($"dns:///{name}:{port}", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.SecureSsl,
            HttpHandler = handler,
            ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(dns).BuildServiceProvider(),
        });
    }
}
