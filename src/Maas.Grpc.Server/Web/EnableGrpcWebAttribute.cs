namespace Grpc.AspNetCore.Web;

/// <summary>Lets a service take gRPC-Web calls where <see cref="GrpcWebOptions.DefaultEnabled"/> does not.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EnableGrpcWebAttribute : Attribute;
