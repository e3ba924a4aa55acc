namespace Maas.Grpc.Interop.Tests;

/// <summary>What a client says about a case: a line of JSON.</summary>
internal sealed record CaseResult(string Case, bool Passed, string? Error);
