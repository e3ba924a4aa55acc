namespace Maas.Grpc.Server;

/// <summary>A message can be neither read nor written any more: the caller is gone, the deadline has passed, or the handler has returned.</summary>
internal sealed class CallEndedException() : OperationCanceledException("The call has ended.");
