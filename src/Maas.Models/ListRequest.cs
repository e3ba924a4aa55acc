namespace Maas.Models;

// A checked request to list models.
internal sealed record ListRequest
{
    public required ModelFilter Filter { get; init; }

    public required int Page { get; init; }

    public required int Limit { get; init; }

    public required ModelPosition? After { get; init; }

    // What a page token is good for: this caller's view, these filters, this order.
    public required byte[] Binding { get; init; }

    public static ListRequest From(Caller caller, ModelQuery query, ModelLimits limits, ReadOnlySpan<byte> key)
    {
        RefuseWhatIsNotServed(query);
        var violations = new Violations();
        var filter = ReadFilter(caller, query, new FieldRules(limits, violations));
        var binding = Bind(caller, filter);
        CheckPaging(query, violations);
        violations.ThrowIfAny();
        return new ListRequest
        {
            Filter = filter,
            Binding = binding,
            After = query.PageToken.Length == 0 ? null : ReadToken(query.PageToken, binding, key),
            Page = query.PageToken.Length > 0 ? 0 : Math.Max(query.Page, 1),
            Limit = query.Limit == 0 ? limits.DefaultPageLimit : Math.Min(query.Limit, limits.HighestPageLimit),
        };
    }

    private static ModelFilter ReadFilter(Caller caller, ModelQuery query, FieldRules rules)
    {
        var tenant = query.TenantId.Length == 0 ? caller.Tenant ?? "" : query.TenantId;
        return new ModelFilter
        {
            FoldedName = CaseFolding.Fold(rules.NameFilter(query.Name)),
            Framework = rules.FrameworkFilter(query.Framework),
            Status = query.Status.Length == 0 ? null : rules.Status(query.Status),
            OwnerId = rules.Identity("owner_id", query.OwnerId),
            TenantId = rules.Identity("tenant_id", tenant),
            Tags = rules.Tags(query.Tags).Sort(StringComparer.Ordinal),
            PublicOnly = query.IsPublic || !caller.OwnsTenant(tenant),
        };
    }

    private static void CheckPaging(ModelQuery query, Violations violations)
    {
        if (query.Page < 0)
        {
            violations.Add("page", $"is {query.Page}; it must not be negative");
        }

        if (query.Page > 1 && query.PageToken.Length > 0)
        {
            violations.Add("page", "must not be given together with a page_token");
        }

        if (query.Limit < 0)
        {
            violations.Add("limit", $"is {query.Limit}; it must not be negative");
        }
    }

    private static ModelPosition ReadToken(string token, byte[] binding, ReadOnlySpan<byte> key) =>
        PageToken.TryRead(token, binding, key, out var position)
            ? position
            : throw RegistryException.InvalidField(
                RegistryReason.PageTokenInvalid, "page_token", "is not one that was given for this caller, these filters and this order");

    private static byte[] Bind(Caller caller, ModelFilter filter) => new CanonicalBytes()
        .Add(caller.Tenant is not null).Add(caller.Tenant ?? "")
        .Add(filter.FoldedName).Add(filter.Framework).Add((long?)filter.Status ?? -1)
        .Add(filter.OwnerId).Add(filter.TenantId).Add(filter.Tags).Add(filter.PublicOnly)
        .Add("created_at desc")
        .Span.ToArray();

    private static void RefuseWhatIsNotServed(ModelQuery query)
    {
        Refuse("filter", query.Filter.Length > 0);
        Refuse("order_by", query.OrderBy.Length > 0);
        Refuse("show_deleted", query.ShowDeleted);
    }

    private static void Refuse(string field, bool isUsed)
    {
        if (isUsed)
        {
            throw new RegistryException(RegistryErrorCode.Unimplemented, $"{field} is not served yet; leave it out.")
            {
                Violations = [new FieldViolation(field, "is not served yet; leave it out")],
            };
        }
    }
}
