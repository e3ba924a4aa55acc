namespace Maas.Grpc.Interop.Client;

/// <summary>The peer did something else than a case asks for.</summary>
internal sealed class CaseFailedException(string message) : Exception(message);
