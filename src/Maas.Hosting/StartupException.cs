namespace Maas.Hosting;

/// <summary>A service cannot start, for a reason that the operator can mend. The message is one line for the operator.</summary>
public sealed class StartupException(string message, Exception? innerException = null) : Exception(message, innerException);
