using System.Buffers;

namespace Maas.Hosting.Requests;

/// <summary>A request's id, which goes from service to service and into logs.</summary>
public static class RequestId
{
    /// <summary>The HTTP header that has it.</summary>
    public const string HeaderName = "X-Request-ID";

    private const int MaxLength = 128;

    // What can go into logs and other services' headers without escaping.
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether a caller's id is taken: 1 to 128 of A–Z a–z 0–9 . _ -.</summary>
    /// <param name="id">What the caller sent.</param>
    public static bool IsWellFormed(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Allowed);
}
