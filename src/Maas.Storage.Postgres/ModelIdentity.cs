using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Maas.Models;

namespace Maas.Storage.Postgres;

// What is unique among live models.
internal readonly record struct ModelIdentity(string TenantId, string Name, string Version)
{
    // The column name_key: the first half of a SHA-256, in which lengths keep the parts apart.
    public Guid Key => new(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{TenantId.Length} {Name.Length} {TenantId}{Name}{Version}"))).AsSpan(0, 16), bigEndian: true);

    public static ModelIdentity Of(RegisteredModel model) => new(model.TenantId, model.Name, model.Version);
}
