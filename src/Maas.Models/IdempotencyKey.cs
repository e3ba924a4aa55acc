using System.Collections.Immutable;

namespace Maas.Models;

/// <summary>What makes a repeated create known as the same.</summary>
/// <param name="Scope">Whose request ids these are; those of different scopes never meet.</param>
/// <param name="RequestId">The id that the caller gave, not empty.</param>
/// <param name="Fingerprint">The SHA-256 of the request in canonical form.</param>
/// <param name="Window">For how long after it the first result is kept.</param>
public sealed record IdempotencyKey(string Scope, string RequestId, ImmutableArray<byte> Fingerprint, TimeSpan Window);
