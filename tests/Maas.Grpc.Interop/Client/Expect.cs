using Grpc.Core;
using Grpc.Testing;

namespace Maas.Grpc.Interop.Client;

/// <summary>What cases assert; what does not hold fails the case.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new CaseFailedException($"{what}: expected {expected}, was {actual}.");
        }
    }

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what) =>
        Equal(string.Join(", ", expected), string.Join(", ", actual), what);

    /// <summary>Zeros, and as many as asked for.</summary>
    public static void Zeros(int size, Payload? payload)
    {
        Equal(size, payload?.Body.Length ?? 0, "size of the payload");
        Equal(-1, payload?.Body.Span.IndexOfAnyExcept((byte)0) ?? -1, "index of a payload's byte that is not zero");
    }

    /// <summary>The call fails, and with this status.</summary>
    public static async Task<Status> FailureAsync(StatusCode expected, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException failure)
        {
            Equal(expected, failure.StatusCode, $"status code ('{failure.Status.Detail}')");
            return failure.Status;
        }

        throw new CaseFailedException($"status code: expected {expected}, was OK.");
    }
}
