using System.Collections.Immutable;

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
}
