using System.ComponentModel.DataAnnotations;

namespace Maas.ApiGateway.Tests;

public class ApiGatewaySettingsTests
{
    [Fact]
    public void Defaults_AreTheContracts()
    {
        var settings = new ApiGatewaySettings();

        settings.Host.ShouldBe("127.0.0.1");
        settings.HttpPort.ShouldBe(8000);
        settings.Http2Port.ShouldBeNull();
        settings.Registry.ShouldBe(["http://127.0.0.1:9090"]);
        settings.CallTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        settings.MaxBodyBytes.ShouldBe(1024 * 1024);
        FaultsOf(settings).ShouldBeEmpty();
    }

    public static TheoryData<string, ApiGatewaySettings> Faulty() => new()
    {
        { nameof(ApiGatewaySettings.HttpPort), new() { HttpPort = 65536 } },
        { nameof(ApiGatewaySettings.HttpPort), new() { HttpPort = -1 } },
        { nameof(ApiGatewaySettings.Http2Port), new() { Http2Port = 65536 } },
        { nameof(ApiGatewaySettings.Http2Port), new() { HttpPort = 8080, Http2Port = 8080 } },
        { nameof(ApiGatewaySettings.Registry), new() { Registry = ["unix:///tmp/maas"] } },
        { nameof(ApiGatewaySettings.Registry), new() { Registry = ["http://localhost:9090/path"] } },
        { nameof(ApiGatewaySettings.Registry), new() { Registry = ["http://a:9090", "https://b:9090"] } },
        { nameof(ApiGatewaySettings.Registry), new() { Registry = [] } },
        { nameof(ApiGatewaySettings.CallTimeout), new() { CallTimeout = TimeSpan.Zero } },
        { nameof(ApiGatewaySettings.MaxBodyBytes), new() { MaxBodyBytes = 1 } },
        { nameof(ApiGatewaySettings.AllowedOrigins), new() { AllowedOrigins = ["https://a.example", "*"] } },
        { nameof(ApiGatewaySettings.AllowedOrigins), new() { AllowedOrigins = ["console.example"] } },
        { nameof(ApiGatewaySettings.Host), new() { Host = "0.0.0.0" } },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void Faults_NameTheirSetting(string name, ApiGatewaySettings settings) =>
        FaultsOf(settings).Single().MemberNames.ShouldBe([name]);

    private static List<ValidationResult> FaultsOf(ApiGatewaySettings settings)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), faults, validateAllProperties: true);
        return faults;
    }
}
