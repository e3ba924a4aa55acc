namespace Maas.Models.Tests;

public class NewModelRulesTests
{
    private const string Robot = "🤖";

    // Each limit at its bound, of characters that are one and two UTF-16 units long.
    public static TheoryData<string, NewModel> AtTheBound => new(
        from filling in new[] { "x", Robot }
        from row in Rows(filling, 0)
        select row);

    public static TheoryData<string, NewModel> OverTheBound => new(
        from filling in new[] { "x", Robot }
        from row in Rows(filling, 1)
        select row);

    public static TheoryData<string, NewModel> Malformed => new()
    {
        { "name", Models.New with { Name = "" } },
        { "name", Models.New with { Name = " bert" } },
        { "name", Models.New with { Name = "bert\u3000" } },
        { "name", Models.New with { Name = "be\nrt" } },
        { "name", Models.New with { Name = "be\ufffdrt" } },
        { "name", Models.New with { Name = "be\ud800rt" } },
        { "version", Models.New with { Version = "" } },
        { "version", Models.New with { Version = "1\t0" } },
        { "framework", Models.New with { Framework = "" } },
        { "framework", Models.New with { Framework = "PyTorch" } },
        { "framework", Models.New with { Framework = "caffe" } },
        { "description", Models.New with { Description = "a\0b" } },
        { "tags", Models.New with { Tags = [""] } },
        { "tags", Models.New with { Tags = ["ok", "a\nb"] } },
        { "metadata", Models.New with { Metadata = Models.Map(("", "v")) } },
        { "metadata", Models.New with { Metadata = Models.Map(("a\tb", "v")) } },
        { "metadata", Models.New with { Metadata = Models.Map(("k", "\u0001")) } },
        { "owner_id", Models.New with { OwnerId = "a\u007f" } },
        { "tenant_id", Models.New with { TenantId = "a\u0080" } },
        { "docker_image", Models.New with { DockerImage = "a\n" } },
        { "storage_path", Models.New with { StoragePath = "a\n" } },
        { "checksum", Models.New with { Checksum = "a\n" } },
        { "request_id", Models.New with { RequestId = "a\n" } },
        { "size", Models.New with { Size = -1 } },
    };

    public static TheoryData<NewModel> Unusual =>
    [
        Models.New with { Description = "one\r\n\ttwo " },
        Models.New with { Metadata = Models.Map(("k", " a\r\n\tb "), ("empty", "")) },
        Models.New with { Name = "a  b" },
        Models.New with { Version = " 1 " },
        Models.New with { Size = long.MaxValue },
        Models.New with { Tags = [.. Enumerable.Repeat("same", 1_000)] },
    ];

    [Theory]
    [MemberData(nameof(AtTheBound))]
    public void From_AtTheBound_IsAccepted(string field, NewModel request) => Should.NotThrow(() => Check(request), field);

    [Theory]
    [MemberData(nameof(OverTheBound))]
    public void From_OneOverTheBound_NamesTheField(string field, NewModel request) => ShouldBlame(field, request);

    [Theory]
    [MemberData(nameof(Malformed))]
    public void From_Malformed_NamesTheField(string field, NewModel request) => ShouldBlame(field, request);

    [Theory]
    [MemberData(nameof(Unusual))]
    public void From_UnusualButLegal_IsAccepted(NewModel request) => Should.NotThrow(() => Check(request));

    [Fact]
    public void From_EveryFieldWrong_NamesThemAll()
    {
        var request = new NewModel
        {
            Description = "\0", Framework = "x", Tags = [""], Metadata = Models.Map(("", "")), OwnerId = "\n", TenantId = "\n", DockerImage = "\n",
            StoragePath = "\n", Size = -1, Checksum = "\n", RequestId = "\n",
        };

        var error = Should.Throw<RegistryException>(() => Check(request));

        error.Reason.ShouldBe(RegistryReason.InvalidFields);
        error.Violations.Select(violation => violation.Field).ShouldBe(
            [
                "owner_id", "request_id", "name", "description", "version", "framework", "tags", "metadata", "tenant_id",
                "docker_image", "storage_path", "size", "checksum",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void From_FaultsInItems_NamesTheItemAndTheLimit()
    {
        var request = Models.New with { Tags = ["ok", new string('x', 65)], Metadata = Models.Map(("key", new string('x', 4_097))) };

        Should.Throw<RegistryException>(() => Check(request)).Violations.ShouldBe([
            new FieldViolation("tags", "tag 2 has 65 characters; 1 to 64 are allowed"),
            new FieldViolation("metadata", "the value of 'key' has 4097 characters; at most 4096 are allowed"),
        ]);
    }

    // Errors travel in HTTP/2 trailers, which gRPC clients in C limit to 8 KiB.
    [Fact]
    public void From_MoreFaultsThanFitIntoTrailers_CountsTheRest()
    {
        var long1 = new string('é', 300);
        var request = Models.New with
        {
            Name = long1 + "\u0001",
            Framework = long1,
            Tags = [.. Enumerable.Repeat(long1, 1_000)],
            Metadata = Enumerable.Range(0, 200).ToDictionary(i => $"{i}{long1}", _ => "\u0001"),
        };

        var error = Should.Throw<RegistryException>(() => Check(request));

        error.Violations.Count(violation => violation.Field == "tags").ShouldBe(4);
        error.Violations.ShouldContain(new FieldViolation("tags", "has 997 more such faults"));
        error.Violations.ShouldContain(new FieldViolation("metadata", "has 397 more such faults"));
        error.Message.Length.ShouldBeLessThan(1_000);
        error.Violations.Sum(violation => System.Text.Encoding.UTF8.GetByteCount(violation.Description)).ShouldBeLessThan(3_000);
    }

    [Fact]
    public void From_ListsFarOverTheirLimits_AreRefusedUnread()
    {
        var request = Models.New with
        {
            Tags = [.. Enumerable.Repeat("", 2_000_000)],
            Metadata = Enumerable.Range(0, 100_000).ToDictionary(i => $"{i}\0", _ => "\0"),
        };

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Should.Throw<RegistryException>(() => Check(request));

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200_000);
        error.Violations.ShouldBe([
            new FieldViolation("tags", "has 2000000 items; at most 100 tags are allowed, and 1000 with repeated ones"),
            new FieldViolation("metadata", "has 100000 entries; at most 200 are allowed"),
        ]);
    }

    [Fact]
    public void Violations_OnlyTheFirstFewOfAField_AreDescribed()
    {
        var described = 0;
        var violations = new Violations();
        for (var i = 1; i <= 1_000; i++)
        {
            violations.Add("tags", i, number => $"{++described} of {number}");
        }

        Should.Throw<RegistryException>(violations.ThrowIfAny).Violations.Select(violation => violation.Description)
            .ShouldBe(["1 of 1", "2 of 2", "3 of 3", "has 997 more such faults"]);
        described.ShouldBe(3);
    }

    [Fact]
    public void From_AnUnknownFramework_ListsTheAllowedOnesAndEchoesSafely()
    {
        var limits = new ModelLimits { AdditionalFrameworks = ["jax"] };
        var request = Models.New with { Framework = "\u001b[2J" + new string('x', 100) };

        var error = Should.Throw<RegistryException>(() => ModelDraft.From(request, "default", limits));

        error.Violations.Single().Description.ShouldBe(
            $"'?[2J{new string('x', 36)}…' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom, jax");
        Should.NotThrow(() => ModelDraft.From(Models.New with { Framework = "jax" }, "default", limits));
    }

    // gRPC writes each byte of the message that is not ASCII as three, and its details in base64.
    [Theory]
    [InlineData("x", 9)]
    [InlineData("🤖", 2)]
    public void From_AnUnknownFramework_OfMany_FitsIntoTrailers(string filling, int added)
    {
        string[] frameworks = [.. Enumerable.Range(10, 50).Select(i => $"{i}{string.Concat(Enumerable.Repeat(filling, 48))}")];
        var limits = new ModelLimits { AdditionalFrameworks = [.. frameworks] };
        limits.Faults().ShouldBeEmpty();

        var error = Should.Throw<RegistryException>(() => ModelDraft.From(Models.New with { Framework = "caffe" }, "default", limits));

        var description = error.Violations.Single().Description;
        description.ShouldBe(
            $"'caffe' is unknown; it is one of pytorch, tensorflow, onnx, sklearn, xgboost, custom, {string.Join(", ", frameworks[..added])}, "
            + $"and {50 - added} more");
        Uri.EscapeDataString(error.Message).Length.ShouldBeLessThan(2_000);
    }

    [Fact]
    public void From_NoOwner_IsDefault() => Check(Models.New).OwnerId.ShouldBe("default");

    [Fact]
    public void Fingerprint_DiffersWithEveryField()
    {
        NewModel[] requests =
        [
            Models.New,
            Models.New with { Name = "b" },
            Models.New with { Description = "d" },
            Models.New with { Version = "2" },
            Models.New with { Framework = "onnx" },
            Models.New with { Tags = ["a", "b"] },
            Models.New with { Tags = ["ab"] },
            Models.New with { Tags = ["b", "a"] },
            Models.New with { Metadata = Models.Map(("a", "b")) },
            Models.New with { Metadata = Models.Map(("b", "a")) },
            Models.New with { Metadata = Models.Map(("ab", "")) },
            Models.New with { OwnerId = "o" },
            Models.New with { TenantId = "t" },
            Models.New with { IsPublic = true },
            Models.New with { DockerImage = "i" },
            Models.New with { StoragePath = "i" },
            Models.New with { Checksum = "i" },
            Models.New with { Size = 1 },
        ];

        requests.Select(Fingerprint).Distinct().Count().ShouldBe(requests.Length);
    }

    [Fact]
    public void Fingerprint_OfTheSameRequest_IsTheSame()
    {
        var one = Models.New with { Metadata = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, RequestId = "r", OwnerId = "default" };
        var other = Models.New with { Metadata = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }, Tags = [] };

        Fingerprint(one).ShouldBe(Fingerprint(other));
    }

    private static string Fingerprint(NewModel request) => Convert.ToHexString(Check(request).Fingerprint().AsSpan());

    private static void ShouldBlame(string field, NewModel request)
    {
        var error = Should.Throw<RegistryException>(() => Check(request));

        error.Code.ShouldBe(RegistryErrorCode.Invalid);
        error.Violations.Select(violation => violation.Field).Distinct().ShouldBe([field]);
        error.Message.ShouldStartWith($"{field}: ");
        error.Message.ShouldAllBe(character => !char.IsControl(character));
    }

    private static ModelDraft Check(NewModel request) => ModelDraft.From(request, request.TenantId, new ModelLimits());

    private static IEnumerable<(string Field, NewModel Request)> Rows(string filling, int over)
    {
        yield return ("name", Models.New with { Name = Long(255) });
        yield return ("version", Models.New with { Version = Long(50) });
        yield return ("description", Models.New with { Description = Long(10_000) });
        yield return ("owner_id", Models.New with { OwnerId = Long(128) });
        yield return ("tenant_id", Models.New with { TenantId = Long(128) });
        yield return ("docker_image", Models.New with { DockerImage = Long(512) });
        yield return ("storage_path", Models.New with { StoragePath = Long(2_048) });
        yield return ("checksum", Models.New with { Checksum = Long(256) });
        yield return ("request_id", Models.New with { RequestId = Long(128) });
        yield return ("tags", Models.New with { Tags = [Long(64)] });
        yield return ("tags", Models.New with { Tags = [.. Enumerable.Range(0, 100 + over).Select(i => $"{filling}{i}")] });
        yield return ("metadata", Models.New with { Metadata = Models.Map((Long(128), "v")) });
        yield return ("metadata", Models.New with { Metadata = Models.Map(("k", Long(4_096))) });
        yield return ("metadata", Models.New with { Metadata = Enumerable.Range(0, 200 + over).ToDictionary(i => $"{filling}{i}", _ => "") });

        string Long(int bound) => string.Concat(Enumerable.Repeat(filling, bound + over));
    }
}
