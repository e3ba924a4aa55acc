using Maas.Models;

namespace Maas.Storage.Postgres;

// What a create with a request id gave at first.
internal sealed record KeptRequest(string Scope, string RequestId, byte[] Fingerprint, DateTimeOffset ExpiresAt, string Model)
{
    public RegisteredModel ResultFor(IdempotencyKey key) => Fingerprint.AsSpan().SequenceEqual(key.Fingerprint.AsSpan())
        ? ModelJson.Read(Model)
        : throw RegistryException.RequestIdReused();
}
