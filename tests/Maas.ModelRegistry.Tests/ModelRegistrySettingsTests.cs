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
