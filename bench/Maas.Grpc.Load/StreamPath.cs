namespace Maas.Grpc.Load;

/// <summary>The paths of the streams that are measured, for those who call and serve them without stubs.</summary>
internal static class StreamPath
{
    public const string Download = "/maas.load.Streams/Download";
    public const string Upload = "/maas.load.Streams/Upload";
    public const string Echo = "/maas.load.Streams/Echo";
}
