using static Maas.Models.Tests.Models;

namespace Maas.Models.Tests;

public class ModelJsonTests
{
    [Fact]
    public void Read_WhatWasWritten_GivesTheSameModel()
    {
        var model = Registered with
        {
            Name = "模型 \"🤖\" <b>", Status = ModelStatus.Running, IsPublic = true, Checksum = "c", StoragePath = "p", DockerImage = "i",
            DeletedAt = Then.AddMicroseconds(1),
        };

        var read = ModelJson.Read(ModelJson.Write(model));

        read.Tags.ShouldBe(model.Tags);
        read.Metadata.ShouldBe(model.Metadata);
        (read with { Tags = model.Tags, Metadata = model.Metadata }).ShouldBe(model);
    }

    // What is in databases stays readable: this text must never need to change.
    [Fact]
    public void Read_TheFirstVersionsJson_GivesTheModel()
    {
        const string json = """
            {"id":"0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11","tenant_id":"t","owner_id":"o","name":"n","version":"1","framework":"onnx",
            "status":"archived","description":"d","size":5,"checksum":"c","storage_path":"p","docker_image":"i","tags":["x"],
            "metadata":{"k":"v"},"is_public":true,"etag":"e","created_at":"2026-01-02T03:04:05.000006+00:00",
            "updated_at":"2026-01-02T03:04:06+00:00","deleted_at":"2026-01-02T03:04:07+00:00","of_a_later_version":1}
            """;

        var model = ModelJson.Read(json);

        model.Id.ToString().ShouldBe("0198f3c2-7a5e-7cc1-9d0e-2f6b1a4c8e11");
        (model.TenantId, model.OwnerId, model.Name, model.Version, model.Framework).ShouldBe(("t", "o", "n", "1", "onnx"));
        (model.Status, model.Description, model.Size, model.Checksum).ShouldBe((ModelStatus.Archived, "d", 5L, "c"));
        (model.StoragePath, model.DockerImage, model.IsPublic, model.Etag).ShouldBe(("p", "i", true, "e"));
        model.Tags.ShouldBe(["x"]);
        model.Metadata.ShouldBe(Map(("k", "v")));
        model.CreatedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddMicroseconds(6));
        model.DeletedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 7, TimeSpan.Zero));
    }

    [Fact]
    public void Write_ABareModel_LeavesOutWhatIsAbsent() =>
        ModelJson.Write(Register(New)).ShouldMatch("^{\"id\":\"[^\"]+\",\"tenant_id\":\"default\",\"owner_id\":\"default\",\"name\":\"bert\","
            + "\"version\":\"1.0.0\",\"framework\":\"pytorch\",\"status\":\"pending\",\"etag\":\"[^\"]+\",\"created_at\":\"[^\"]+\","
            + "\"updated_at\":\"[^\"]+\"}$");
}
