using Grpc.Core;

namespace Maas.History.Driving;

/// <summary>Kept connections that clients share.</summary>
/// <param name="Name">What reports call them.</param>
/// <param name="Invoker">Calls over them.</param>
/// <param name="Repeats">Whether they make calls again that are safe to repeat.</param>
internal sealed record Connection(string Name, CallInvoker Invoker, bool Repeats);
