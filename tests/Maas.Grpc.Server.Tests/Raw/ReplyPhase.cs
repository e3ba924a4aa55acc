namespace Maas.Grpc.Server.Tests.Raw;

/// <summary>How much of its reply a call has got.</summary>
public enum ReplyPhase
{
    Nothing,
    Head,
    PartOfAMessage,
    Message,
}
