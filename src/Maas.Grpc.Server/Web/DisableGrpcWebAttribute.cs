namespace Grpc.AspNetCore.Web;

/// <summary>Keeps a service from gRPC-Web calls where <see cref="GrpcWebOptions.DefaultEnabled"/> lets all services take them.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DisableGrpcWebAttribute : Attribute;
