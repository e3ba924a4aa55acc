using Maas.Models.Watching;
using static Maas.Models.Tests.Watching.LoggedChanges;

namespace Maas.Models.Tests.Watching;

public class ChangeRingTests
{
    [Fact]
    public void Append_MoreThanThereIsRoomFor_KeepsTheNewest()
    {
        var ring = new ChangeRing<ModelChange>(4, long.MaxValue);

        for (var revision = 1; revision <= 10; revision++)
        {
            ring.Append([Logged(revision)]);
        }

        (ring.Start, ring.Newest).ShouldBe((6, 10));
        Read(ring, 6).ShouldBe([7, 8, 9, 10]);
        Read(ring, 9).ShouldBe([10]);
        Read(ring, 10).ShouldBe([]);
        Read(ring, 12).ShouldBe([]);
        Read(ring, 5).ShouldBeNull();
    }

    [Fact]
    public void Append_MoreTextThanThereIsRoomFor_KeepsTheNewest()
    {
        var large = Models.Registered with { Description = new string('d', 1_000) };
        var ring = new ChangeRing<ModelChange>(100, 3 * Logged(1, large).Characters);

        ring.Append(Enumerable.Range(1, 10).Select(revision => Logged(revision, large)));
        ring.Start.ShouldBe(7);

        // Larger than all the room there is.
        ring.Append([Logged(11, Models.Registered with { Description = new string('d', 10_000) })]);
        Read(ring, 10).ShouldBe([11]);
        ring.Append([Logged(12)]);
        Read(ring, 11).ShouldBe([12]);
    }

    [Fact]
    public void Append_WhatDoesNotFollow_IsLeftOut()
    {
        var ring = new ChangeRing<ModelChange>(100, long.MaxValue);
        ring.Restart(5);

        ring.Append([Logged(4), Logged(5), Logged(6), Logged(7)]);
        ring.Append([Logged(9)]);

        Read(ring, 5).ShouldBe([6, 7]);
        ring.Restart(20);
        Read(ring, 7).ShouldBeNull();
        Read(ring, 20).ShouldBe([]);
    }

    [Fact]
    public void Read_IntoLessRoom_GivesTheFirst()
    {
        var ring = new ChangeRing<ModelChange>(100, long.MaxValue);
        ring.Append(Enumerable.Range(1, 9).Select(revision => Logged(revision)));
        var changes = new LoggedChange<ModelChange>[3];

        ring.Read(2, changes).ShouldBe(3);

        changes.Select(change => change.Change.Revision).ShouldBe([3, 4, 5]);
    }

    private static IEnumerable<long>? Read(ChangeRing<ModelChange> ring, long after)
    {
        var changes = new LoggedChange<ModelChange>[20];
        var count = ring.Read(after, changes);
        return count < 0 ? null : changes[..count].Select(change => change.Change.Revision);
    }
}
