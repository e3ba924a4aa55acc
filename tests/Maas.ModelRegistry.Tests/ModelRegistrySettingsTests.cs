using System.ComponentModel.DataAnnotations;
using Maas.Models;

namespace Maas.ModelRegistry.Tests;

public class ModelRegistrySettingsTests
{
    [Fact]
    public void Defaults_AreTheContractsLimits()
    {
        FaultsOf(new()).ShouldBeEmpty();

        var limits = new ModelRegistrySettings().ToLimits();
        limits.AdditionalFrameworks.ShouldBeEmpty();
        // Arrays are compared by reference.
        limits.ShouldBe(new ModelLimits { AdditionalFrameworks = limits.AdditionalFrameworks });
    }

    [Fact]
    public void Validate_ALimitOfNothing_IsRefused() => FaultsOf(new() { MaxTagLength = 0 }).ShouldBe(["must be positive"]);

    [Fact]
    public void Validate_APageThatDoesNotFitInAMessage_IsRefused()
    {
        FaultsOf(new() { MaxModelBytes = 42_000 }).ShouldBe(["must leave room for 100 models of 42000 bytes"]);
        FaultsOf(new() { MaxModelBytes = int.MaxValue }).ShouldHaveSingleItem();
        FaultsOf(new() { MaxModelBytes = 200_000, MaxMessageBytes = 32 * 1024 * 1024 }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host=db;Port=many;Password=hush", "is no PostgreSQL connection string: ")]
    [InlineData("postgresql://ann:hush@db/maas?colour=red", "has the unknown parameter 'colour'")]
    [InlineData("mysql://ann:hush@db/maas", "is neither a file nor of the scheme postgresql://")]
    public void Validate_ADatabaseThatIsNone_IsRefused_WithoutItsPassword(string database, string expected)
    {
        var fault = FaultsOf(new() { Database = database }).ShouldHaveSingleItem();

        fault.ShouldStartWith(expected);
        fault.ShouldNotContain("hush");
    }

    [Theory]
    [InlineData("")]
    [InlineData("data/maas.db")]
    [InlineData("Host=db;Database=maas")]
    [InlineData("postgresql://ann:hush@db/maas?sslmode=require")]
    public void Validate_ADatabase_IsTaken(string database) => FaultsOf(new() { Database = database }).ShouldBeEmpty();

    [Fact]
    public void ToLimits_AFramework_IsAddedToTheBuiltInOnes() =>
        new ModelRegistrySettings { Frameworks = ["jax"] }.ToLimits().Frameworks.ShouldBe([.. ModelLimits.BuiltInFrameworks, "jax"]);

    private static IEnumerable<string> FaultsOf(ModelRegistrySettings settings)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        return results.Select(result => result.ErrorMessage ?? "");
    }
}
