using System.ComponentModel.DataAnnotations;

namespace Maas.Client;

/// <summary>Accepts what <see cref="RegistryAddresses"/> describes.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RegistryAddressesAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        ArgumentNullException.ThrowIfNull(validationContext);
        var fault = value is IReadOnlyList<string> addresses ? RegistryAddresses.FaultOf(addresses) : "must be a list of addresses";
        return fault is null ? ValidationResult.Success : new ValidationResult(fault, [validationContext.MemberName!]);
    }
}
