using Maas.Grpc.Server.Tests.Protos;

namespace Maas.Grpc.Server.Tests;

/// <summary>A service that is there to be asked about.</summary>
internal sealed class ReflectedService : Reflected.ReflectedBase;
