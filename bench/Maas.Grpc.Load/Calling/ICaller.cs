namespace Maas.Grpc.Load.Calling;

/// <summary>A client that is measured. Every call fails unless it got all of its reply and a status of OK.</summary>
internal interface ICaller : IDisposable
{
    /// <summary>Makes calls of GetModel one after another.</summary>
    Task GetAsync(int calls);

    /// <summary>Reads messages of one stream.</summary>
    Task DownloadAsync(int chunks, int size);

    /// <summary>Writes messages to one stream.</summary>
    Task UploadAsync(int chunks, int size);

    /// <summary>Writes messages to one stream, each when the one before has come back.</summary>
    Task PingPongAsync(int chunks, int size);
}
