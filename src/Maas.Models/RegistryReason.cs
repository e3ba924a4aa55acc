namespace Maas.Models;

/// <summary>The stable reasons that errors carry, for programs to compare with; never renamed.</summary>
public static class RegistryReason
{
    /// <summary>Fields of the request are malformed or out of range.</summary>
    public const string InvalidFields = "INVALID_FIELDS";

    /// <summary>The page token is not one of ours, or was made for other arguments.</summary>
    public const string PageTokenInvalid = "PAGE_TOKEN_INVALID";

    /// <summary>The request id was used within its window for another request.</summary>
    public const string RequestIdReused = "REQUEST_ID_REUSED";

    /// <summary>The model as a message would be over the limit.</summary>
    public const string ModelTooLarge = "MODEL_TOO_LARGE";

    /// <summary>No such model.</summary>
    public const string ModelNotFound = "MODEL_NOT_FOUND";

    /// <summary>The name and version are taken.</summary>
    public const string ModelAlreadyExists = "MODEL_ALREADY_EXISTS";

    /// <summary>The etag sent is not the model's current one.</summary>
    public const string StaleEtag = "STALE_ETAG";

    /// <summary>The request names a tenant that is not the caller's.</summary>
    public const string TenantForbidden = "TENANT_FORBIDDEN";

    /// <summary>The request uses a field that this version does not serve yet.</summary>
    public const string NotYetServed = "NOT_YET_SERVED";

    /// <summary>The store cannot be reached, is full, or is closing.</summary>
    public const string StoreUnavailable = "STORE_UNAVAILABLE";

    /// <summary>The database was lost during the commit: whether the change was made is not known.</summary>
    public const string OutcomeUnknown = "OUTCOME_UNKNOWN";

    /// <summary>The registry is being stopped.</summary>
    public const string RegistryStopping = "REGISTRY_STOPPING";

    /// <summary>The revision asked for lies before the oldest one that the change log keeps.</summary>
    public const string RevisionCompacted = "REVISION_COMPACTED";

    /// <summary>The change log has not come to the revision asked for.</summary>
    public const string RevisionNotReached = "REVISION_NOT_REACHED";

    /// <summary>The reader of a watch was too slow, and can resume where it was.</summary>
    public const string WatchFellBehind = "WATCH_FELL_BEHIND";

    // What a code means when nothing more exact is known.
    internal static string Of(RegistryErrorCode code) => code switch
    {
        RegistryErrorCode.Invalid => InvalidFields,
        RegistryErrorCode.NotFound => ModelNotFound,
        RegistryErrorCode.AlreadyExists => ModelAlreadyExists,
        RegistryErrorCode.StaleEtag => StaleEtag,
        RegistryErrorCode.FailedPrecondition => "FAILED_PRECONDITION",
        RegistryErrorCode.OutOfRange => "OUT_OF_RANGE",
        RegistryErrorCode.PermissionDenied => "PERMISSION_DENIED",
        RegistryErrorCode.Unauthenticated => "UNAUTHENTICATED",
        RegistryErrorCode.Exhausted => "EXHAUSTED",
        RegistryErrorCode.Unimplemented => NotYetServed,
        RegistryErrorCode.Unavailable => StoreUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "There is no such code."),
    };
}
