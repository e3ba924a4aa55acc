using Maas.Models;

namespace Maas.Storage.Postgres;

// A model in a transaction: as the database has it, null where the transaction made it, and as it is to be.
internal sealed class WrittenModel(RegisteredModel? stored, RegisteredModel current)
{
    public RegisteredModel? Stored => stored;

    public RegisteredModel Current { get; set; } = current;

    public bool IsNew => stored is null;

    public bool IsChanged => stored is not null && !ReferenceEquals(stored, Current);

    // Whether the database holds a live row of a name that the transaction takes from it.
    public bool LetsGoOfItsName =>
        stored is not null && (Current.DeletedAt is not null || ModelIdentity.Of(stored) != ModelIdentity.Of(Current));

    public bool IsRenamed => stored is not null && ModelIdentity.Of(stored) != ModelIdentity.Of(Current);
}
