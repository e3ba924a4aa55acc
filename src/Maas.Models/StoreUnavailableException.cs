namespace Maas.Models;

/// <summary>A store cannot be opened. The message is one line for the operator and says what to do or look at.</summary>
public sealed class StoreUnavailableException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">One line for the operator.</param>
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the error.</summary>
    /// <param name="message">One line for the operator.</param>
    /// <param name="cause">What the store or the operating system said.</param>
    public StoreUnavailableException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
