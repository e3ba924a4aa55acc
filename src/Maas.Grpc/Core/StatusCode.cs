namespace Grpc.Core;

/// <summary>How a call ended. The numbers are those on the wire (grpc/grpc <c>doc/statuscodes.md</c>).</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>A fault that nobody described further, such as an exception that a handler let out.</summary>
    Unknown = 2,

    /// <summary>The request is malformed, whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What was to be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota is used up, or a message is over its limit.</summary>
    ResourceExhausted = 8,

    /// <summary>The state of the system forbids the operation.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with another change; read again and try again.</summary>
    Aborted = 10,

    /// <summary>A position that is not, or not yet, there.</summary>
    OutOfRange = 11,

    /// <summary>The server has no such method, or not this part of it.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the system or of the protocol is broken.</summary>
    Internal = 13,

    /// <summary>The server cannot be reached, or refuses for now; trying again may help.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged beyond repair.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
