using Maas.Models;

namespace Maas.Storage.Postgres;

// A change and its model's JSON, which others keep too.
internal sealed record LoggedChange(ModelChange Change, string Model);
