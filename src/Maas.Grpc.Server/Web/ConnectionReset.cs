using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Maas.Grpc.Server;

/// <summary>Cuts off a reply where HTTP has no streams to reset.</summary>
internal sealed class ConnectionReset(HttpContext http) : IHttpResetFeature
{
    public void Reset(int errorCode) => http.Abort();
}
