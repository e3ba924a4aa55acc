using System.Globalization;
using Grpc.Core;
using Maas.Models;

namespace Maas.ModelRegistry.Calls;

/// <summary>What the registry reads from a call beside its message.</summary>
internal static class ServerCallContextExtensions
{
    private const string RequestIdKey = "x-request-id";
    private const string RevisionKey = "maas-revision";
    private const string ReadKey = "maas-read";
    private const string Strong = "strong";

    extension(ServerCallContext context)
    {
        /// <summary>Who calls. There is no authentication yet, so everyone is the one trusted caller.</summary>
        public Caller Caller => Caller.Trusted(context.RequestId);

        /// <summary>The request's id as the gateway or another client passed it on; empty where there is none or it is malformed.</summary>
        public string RequestId =>
            context.RequestHeaders.GetValue(RequestIdKey) is { } id && Hosting.Requests.RequestId.IsWellFormed(id) ? id : "";

        /// <summary>The revision that the reply has to reflect at least: maas-revision, the highest where there are several; 0 for none.</summary>
        /// <exception cref="RegistryException">maas-revision is not a revision, or maas-read anything but <c>strong</c>.</exception>
        public long RequiredRevision
        {
            get
            {
                var required = 0L;
                foreach (var entry in context.RequestHeaders)
                {
                    switch (entry.Key)
                    {
                        case RevisionKey:
                            required = Math.Max(required, ParseRevision(entry.Value));
                            break;
                        case ReadKey when entry.Value != Strong:
                            throw RegistryException.InvalidField(
                                RegistryReason.InvalidFields, ReadKey, $"must be '{Strong}' where it is given");
                    }
                }

                return required;
            }
        }

        /// <summary>Tells the caller which revision of the change log the reply reflects, in the trailers.</summary>
        /// <param name="result">What the catalog answered.</param>
        /// <returns>The answer itself.</returns>
        public T Reflect<T>(AtRevision<T> result)
        {
            context.Reflect(result.Revision);
            return result.Value;
        }

        /// <summary>Tells the caller which revision of the change log the reply, or the refusal, reflects, in the trailers.</summary>
        /// <param name="revision">The revision.</param>
        public void Reflect(long revision) => context.ResponseTrailers.Add(RevisionKey, revision.ToString(CultureInfo.InvariantCulture));
    }

    private static long ParseRevision(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw RegistryException.InvalidField(RegistryReason.InvalidFields, RevisionKey, "must be a number from 0");
}
