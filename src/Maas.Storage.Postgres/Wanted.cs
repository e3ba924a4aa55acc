using Maas.Models;

namespace Maas.Storage.Postgres;

// What the mutations of a transaction have to know of the database before they can decide.
internal sealed class Wanted
{
    public HashSet<ModelId> Models { get; } = [];

    public HashSet<ModelIdentity> Names { get; } = [];

    public HashSet<(string Scope, string RequestId)> Requests { get; } = [];
}
