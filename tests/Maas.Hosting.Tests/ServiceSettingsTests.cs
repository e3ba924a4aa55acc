using System.ComponentModel.DataAnnotations;

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

    private static IEnumerable<string> FaultsOf(ServiceSettings settings)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        return results.Select(result => result.ErrorMessage ?? "");
    }
}
