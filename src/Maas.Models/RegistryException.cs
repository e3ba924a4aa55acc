using System.Collections.Immutable;
using System.Globalization;

namespace Maas.Models;

/// <summary>
/// What the registry answers instead of a result. The message is written for the caller and tells nothing internal;
/// whatever was asked for has changed nothing.
/// </summary>
public sealed class RegistryException : Exception
{
    /// <summary>Makes an error with the reason that its code stands for.</summary>
    /// <param name="code">The kind of error.</param>
    /// <param name="message">A sentence for the caller.</param>
    public RegistryException(RegistryErrorCode code, string message)
        : this(code, message, null)
    {
    }

    /// <summary>Makes an error that something else caused.</summary>
    /// <param name="code">The kind of error.</param>
    /// <param name="message">A sentence for the caller.</param>
    /// <param name="cause">For the log, never for the caller.</param>
    public RegistryException(RegistryErrorCode code, string message, Exception? cause)
        : base(message, cause)
    {
        Code = code;
        Reason = RegistryReason.Of(code);
    }

    /// <summary>The kind of error, which decides the status.</summary>
    public RegistryErrorCode Code { get; }

    /// <summary>One of <see cref="RegistryReason"/>: stable, for programs.</summary>
    public string Reason { get; init; }

    /// <summary>The fields at fault; empty unless fields are. A field appears once for each of its first few faults.</summary>
    public ImmutableArray<FieldViolation> Violations { get; init; } = [];

    /// <summary>What would have had to be otherwise; null where the state of things is not the reason.</summary>
    public FailedPrecondition? Precondition { get; init; }

    /// <summary>
    /// What in the message is of this case, by name, for programs: ErrorInfo's metadata. Empty where the message has no such part
    /// beside the fields at fault.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The revision of the change log that the refusal reflects, see <see cref="AtRevision{T}"/>; null where it reflects none.</summary>
    public long? Revision { get; set; }

    /// <summary>One field is at fault.</summary>
    /// <param name="reason">One of <see cref="RegistryReason"/>.</param>
    /// <param name="field">The field, as in <see cref="FieldViolation"/>.</param>
    /// <param name="description">What is wrong with it.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException InvalidField(string reason, string field, string description) =>
        new(RegistryErrorCode.Invalid, $"{field}: {description}") { Reason = reason, Violations = [new(field, description)] };

    /// <summary>The model has changed since its caller read it.</summary>
    /// <param name="id">The model.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException StaleEtag(ModelId id) =>
        new(RegistryErrorCode.StaleEtag, $"Model '{id}' has changed: the etag sent is not its current one. Read it again.")
        {
            Precondition = new("ETAG", $"models/{id}", "The etag sent is not the model's current one."),
        };

    /// <summary>There is no model of that id that the caller may know of.</summary>
    /// <param name="id">The id that was asked for.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException ModelNotFound(ModelId id) =>
        new(RegistryErrorCode.NotFound, $"Model '{id}' does not exist.");

    /// <summary>For stores: the model's name and version are taken by a live model of its tenant.</summary>
    /// <param name="model">The model that was to be written.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException ModelAlreadyExists(RegisteredModel model) => new(
        RegistryErrorCode.AlreadyExists,
        $"Model {Echo.Quote(model.Name)} version {Echo.Quote(model.Version)} already exists.");

    /// <summary>For stores: the request id was used within its window for another request.</summary>
    /// <returns>The error to throw.</returns>
    public static RegistryException RequestIdReused() => InvalidField(
        RegistryReason.RequestIdReused, "request_id", "was used before for another request");

    /// <summary>For stores: the database cannot do it now, and nothing was changed.</summary>
    /// <param name="cause">For the log, never for the caller.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException StoreUnavailable(Exception? cause) =>
        new(RegistryErrorCode.Unavailable, "The registry's database is unavailable; nothing was changed.", cause);

    /// <summary>For stores: the database was lost during the commit and could not be asked afterwards.</summary>
    /// <param name="cause">For the log, never for the caller.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException OutcomeUnknown(Exception cause) => new(
        RegistryErrorCode.Unavailable, "The registry lost its database during the change: it may have been made or not. Read before you repeat it.", cause)
    {
        Reason = RegistryReason.OutcomeUnknown,
    };

    /// <summary>What was under way ends because the registry does; nothing was lost.</summary>
    /// <returns>The error to throw.</returns>
    public static RegistryException Stopping() =>
        new(RegistryErrorCode.Unavailable, "The registry is stopping: go on elsewhere, or once it is back.") { Reason = RegistryReason.RegistryStopping };

    /// <summary>Changes that were asked for are compacted.</summary>
    /// <param name="oldest">The oldest revision that is kept.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException RevisionCompacted(long oldest) => new(
        RegistryErrorCode.OutOfRange, $"Changes before revision {oldest} are compacted: read the models again, and watch from there.")
    {
        Reason = RegistryReason.RevisionCompacted,
        Metadata = Number("oldest_revision", oldest),
    };

    /// <summary>The change log has not come to a revision that was asked for.</summary>
    /// <param name="newest">The newest revision that there is.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException RevisionNotReached(long newest) => new(
        RegistryErrorCode.OutOfRange, $"There is no such revision yet: the newest one is {newest}.")
    {
        Reason = RegistryReason.RevisionNotReached,
        Metadata = Number("newest_revision", newest),
    };

    /// <summary>The reader of a watch was too slow for what it is sent.</summary>
    /// <param name="resume">Watch from this revision to miss nothing.</param>
    /// <returns>The error to throw.</returns>
    public static RegistryException WatchFellBehind(long resume) => new(
        RegistryErrorCode.OutOfRange, $"The watch was read too slowly and is cut off: watch from revision {resume} to miss nothing.")
    {
        Reason = RegistryReason.WatchFellBehind,
        Metadata = Number("resume_revision", resume),
    };

    private static ImmutableSortedDictionary<string, string> Number(string name, long value) =>
        ImmutableSortedDictionary<string, string>.Empty.Add(name, value.ToString(CultureInfo.InvariantCulture));
}
