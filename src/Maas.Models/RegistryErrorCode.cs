namespace Maas.Models;

/// <summary>What kind of error a <see cref="RegistryException"/> is; hosts map each to one status.</summary>
public enum RegistryErrorCode
{
    /// <summary>The request is malformed or out of range; <see cref="RegistryException.Violations"/> says where.</summary>
    Invalid,

    /// <summary>There is no such model, or none that the caller may know of.</summary>
    NotFound,

    /// <summary>A live model of the tenant has that name and version.</summary>
    AlreadyExists,

    /// <summary>The model has changed since the caller read it.</summary>
    StaleEtag,

    /// <summary>The model's state forbids it.</summary>
    FailedPrecondition,

    /// <summary>A position or revision that is no longer or not yet there.</summary>
    OutOfRange,

    /// <summary>The caller may not do that.</summary>
    PermissionDenied,

    /// <summary>No credentials, or bad ones.</summary>
    Unauthenticated,

    /// <summary>A quota or rate is used up.</summary>
    Exhausted,

    /// <summary>This version of the registry does not serve that.</summary>
    Unimplemented,

    /// <summary>The store cannot do it now; nothing was changed, and the caller may try again.</summary>
    Unavailable,
}
