using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Maas.Hosting.Tests;

public class ServiceSettingsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("localhost")]
    public void Validate_Loopback_IsAccepted(string host) => FaultsOf(new() { Host = host }).ShouldBeEmpty();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public void Validate_OffLoopback_IsRefusedUntilToldSoInWords(string host)
    {
        FaultsOf(new() { Host = host }).ShouldHaveSingleItem().ShouldContain("--allow-anonymous-remote-access");
        FaultsOf(new() { Host = host, AllowAnonymousRemoteAccess = true }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("registry.example")]
    public void Validate_NoAddress_IsRefused(string host) => FaultsOf(new() { Host = host }).ShouldHaveSingleItem().ShouldContain("must be an IP address");

    [Fact]
    public void Validate_ShutdownTimeoutOutOfRange_IsRefused() =>
        FaultsOf(new() { ShutdownTimeout = TimeSpan.FromMinutes(11) }).ShouldBe(["must be between 0s and 10m"]);

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:8000")]
    [InlineData("127.0.0.1:8000")]
    [InlineData("127.1.2.3")]
    [InlineData("192.0.2.7:8000")]
    [InlineData("[::1]:8000")]
    [InlineData("registry.example")]
    [InlineData("Registry.Example:8000")]
    [InlineData("other.example:9000")]
    public void Answers_OwnHosts_AreOwn(string host) => WithAllowedHosts().Answers(new HostString(host), IPAddress.Parse("192.0.2.7")).ShouldBeTrue();

    // What Kestrel says of a caller by IPv4 when it listens on ::.
    [Theory]
    [InlineData("192.0.2.7:8000")]
    [InlineData("[::ffff:192.0.2.7]")]
    public void Answers_AddressMappedIntoVersion6_IsOwn(string host) =>
        WithAllowedHosts().Answers(new HostString(host), IPAddress.Parse("::ffff:192.0.2.7")).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.0.2.1:8000")]
    [InlineData("other.example")]
    [InlineData("other.example:9001")]
    [InlineData("registry.example.")]
    public void Answers_Others_AreNot(string host) => WithAllowedHosts().Answers(new HostString(host), IPAddress.Parse("192.0.2.7")).ShouldBeFalse();

    private static ServiceSettings WithAllowedHosts() => new() { AllowedHosts = ["registry.example", "other.example:9000"] };

    private static IEnumerable<string> FaultsOf(ServiceSettings settings)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        return results.Select(result => result.ErrorMessage ?? "");
    }
}
