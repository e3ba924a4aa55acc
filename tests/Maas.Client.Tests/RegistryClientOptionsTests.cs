using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Client.Tests;

public class RegistryClientOptionsTests
{
    [Fact]
    public void Defaults_AreValidAndNoticeADeadRegistryWithinASecond()
    {
        var options = Resolve(_ => { });

        options.Addresses.ShouldBe(["http://127.0.0.1:9090"]);
        options.CallTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.ConnectTimeout.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        options.KeepAlivePingDelay.ShouldBe(TimeSpan.FromSeconds(10));
        options.KeepAlivePingTimeout.ShouldBe(TimeSpan.FromSeconds(20));
        options.MaxMessageBytes.ShouldBe(4 * 1024 * 1024);
    }

    [Theory]
    [InlineData("http://localhost:9090")]
    [InlineData("https://registry.example")]
    [InlineData("http://[::1]:9090/")]
    [InlineData("dns:///registry.example:9090")]
    [InlineData("http://a:9090", "http://b:9090", "http://a:9091")]
    [InlineData("https://a", "https://b")]
    public void Addresses_OfOneRegistry_AreRight(params string[] addresses) => RegistryAddresses.FaultOf(addresses).ShouldBeNull();

    [Theory]
    [InlineData("ftp://localhost", "not 'ftp://localhost'")]
    [InlineData("http://localhost/path", "not 'http://localhost/path'")]
    [InlineData("http://localhost?a=b", "not 'http://localhost?a=b'")]
    [InlineData("http://localhost#a", "not 'http://localhost#a'")]
    [InlineData("http://user:secret@localhost", "not 'http://user:secret@localhost'")]
    [InlineData("localhost", "not 'localhost'")]
    [InlineData("dns:///", "not 'dns:///'")]
    [InlineData("dns:///a:9090/path", "not 'dns:///a:9090/path'")]
    [InlineData("dns://8.8.8.8/a:9090", "not 'dns://8.8.8.8/a:9090'")]
    public void Address_OfNoRegistry_IsNamed(string address, string expected) =>
        RegistryAddresses.FaultOf(["http://localhost", address]).ShouldNotBeNull().ShouldEndWith(expected);

    [Fact]
    public void Addresses_ThatDoNotGoTogether_AreRefused()
    {
        RegistryAddresses.FaultOf([]).ShouldBe("must name at least one address");
        RegistryAddresses.FaultOf(["http://a:1", "https://b:1"]).ShouldBe("must be all http or all https");
        RegistryAddresses.FaultOf(["http://a:1", "dns:///b:1"]).ShouldBe("must be all http or all https");
        RegistryAddresses.FaultOf(["dns:///a:1", "dns:///b:1"]).ShouldBe("must be only one address where it is dns:///host:port");
        RegistryAddresses.FaultOf(["http://a:1", "http://A:1/"]).ShouldBe("must name each address once");
    }

    [Fact]
    public void ForAddress_Malformed_SaysWhichAndWhy() =>
        Should.Throw<ArgumentException>(() => RegistryChannel.ForAddress("localhost:9090")).Message.ShouldContain("not 'localhost:9090'");

    [Fact]
    public void Faults_AreAllReportedAtOnce()
    {
        var error = Should.Throw<OptionsValidationException>(() => Resolve(options =>
        {
            options.Addresses = ["ftp://localhost"];
            options.MaxAttempts = 0;
            options.RetryBackoff = TimeSpan.Zero;
            options.MaxReconnectBackoff = TimeSpan.FromDays(1);
            options.CallTimeout = TimeSpan.Zero;
            options.ConnectTimeout = TimeSpan.FromHours(1);
            options.KeepAlivePingDelay = TimeSpan.Zero;
            options.KeepAlivePingTimeout = TimeSpan.FromDays(1);
            options.MaxMessageBytes = 0;
        }));

        error.Failures.Count().ShouldBe(9);
    }

    [Fact]
    public void AddRegistryClient_Twice_KeepsOneOfEach()
    {
        var services = new ServiceCollection();
        services.AddRegistryClient(_ => { }).AddRegistryClient(_ => { }).ShouldBeSameAs(services);

        services.Count(service => service.ServiceType == typeof(ModelRegistryClient)).ShouldBe(1);
        services.Count(service => service.ServiceType == typeof(IValidateOptions<RegistryClientOptions>)).ShouldBe(1);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<ModelRegistryClient>().ShouldBeSameAs(provider.GetRequiredService<ModelRegistryClient>());
    }

    private static RegistryClientOptions Resolve(Action<RegistryClientOptions> configure)
    {
        using var provider = new ServiceCollection().AddRegistryClient(configure).BuildServiceProvider();
        return provider.GetRequiredService<IOptions<RegistryClientOptions>>().Value;
    }
}
