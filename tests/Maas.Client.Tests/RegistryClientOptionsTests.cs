using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Maas.Client.Tests;

public class RegistryClientOptionsTests
{
    [Fact]
    public void Defaults_AreValidAndNoticeADeadRegistryWithinASecond()
    {
        var options = Resolve(_ => { });

        options.Address.ShouldBe(new Uri("http://127.0.0.1:9090"));
        options.CallTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        options.ConnectTimeout.ShouldBeLessThan(TimeSpan.FromSeconds(1));
        options.KeepAlivePingDelay.ShouldBe(TimeSpan.FromSeconds(10));
        options.KeepAlivePingTimeout.ShouldBe(TimeSpan.FromSeconds(20));
        options.MaxMessageBytes.ShouldBe(4 * 1024 * 1024);
    }

    [Theory]
    [InlineData("http://localhost:9090", true)]
    [InlineData("https://registry.example", true)]
    [InlineData("http://[::1]:9090/", true)]
    [InlineData("ftp://localhost", false)]
    [InlineData("http://localhost/path", false)]
    [InlineData("http://localhost?a=b", false)]
    [InlineData("http://user:secret@localhost", false)]
    [InlineData("localhost", false)]
    public void Address_IsAHostAndPort(string address, bool isValid) =>
        new RegistryAddressAttribute().IsValid(new Uri(address, UriKind.RelativeOrAbsolute)).ShouldBe(isValid);

    [Fact]
    public void Faults_AreAllReportedAtOnce()
    {
        var error = Should.Throw<OptionsValidationException>(() => Resolve(options =>
        {
            options.Address = new Uri("ftp://localhost");
            options.CallTimeout = TimeSpan.Zero;
            options.ConnectTimeout = TimeSpan.FromHours(1);
            options.KeepAlivePingDelay = TimeSpan.Zero;
            options.KeepAlivePingTimeout = TimeSpan.FromDays(1);
            options.MaxMessageBytes = 0;
        }));

        error.Failures.Count().ShouldBe(6);
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
