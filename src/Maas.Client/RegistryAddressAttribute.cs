using System.ComponentModel.DataAnnotations;

namespace Maas.Client;

/// <summary>Accepts an absolute http or https address that names a host and nothing below it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RegistryAddressAttribute : ValidationAttribute
{
    /// <summary>Makes the rule.</summary>
    public RegistryAddressAttribute()
        : base("{0} must be an http or https address of a host and port, such as http://127.0.0.1:9090.")
    {
    }

    /// <inheritdoc />
    public override bool IsValid(object? value) => value is null || (value is Uri address && NamesAHostOnly(address));

    private static bool NamesAHostOnly(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.PathAndQuery == "/"
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0;
}
