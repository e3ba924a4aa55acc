namespace Maas.Models;

/// <summary>How text is compared without regard to case, in every store alike.</summary>
public static class CaseFolding
{
    /// <summary>Folds text so that two texts that differ in case only become equal, in every script that has cases.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The folded text; characters map one to one, so that ß and ss stay different.</returns>
    // Up and down again: letters that share an upper case (σ and ς) meet on the way up, and those that share a
    // lower case (K and the Kelvin sign) on the way down.
    public static string Fold(string text) => text.ToUpperInvariant().ToLowerInvariant();
}
