using FsCheck.Fluent;
using Maas.Grpc.Protocol;

namespace Maas.Grpc.Tests;

public class GrpcTimeoutTests
{
    [Theory]
    [InlineData(0, "0n")]
    [InlineData(1, "100n")]
    [InlineData(999_999, "99999900n")]
    [InlineData(1_000_000, "100000u")]
    [InlineData(1_000_001, "100001u")]
    [InlineData(TimeSpan.TicksPerSecond * 5, "5000000u")]
    [InlineData(TimeSpan.TicksPerSecond * 100, "100000m")]
    [InlineData(TimeSpan.TicksPerDay * 10, "864000S")]
    [InlineData(-5, "0n")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Format_UsesTheFinestUnitThatHolds(long ticks, string text) => GrpcTimeout.Format(new TimeSpan(ticks)).ShouldBe(text);

    [Theory]
    [InlineData("1n", 1)]
    [InlineData("100n", 1)]
    [InlineData("1u", 10)]
    [InlineData("2m", 20_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4M", 2_400_000_000)]
    [InlineData("5H", 180_000_000_000)]
    [InlineData("00000001S", 10_000_000)]
    [InlineData("99999999H", 99_999_999 * TimeSpan.TicksPerHour)]
    public void TryParse_Accepts(string text, long ticks)
    {
        GrpcTimeout.TryParse(text, out var timeout).ShouldBeTrue();

        timeout.Ticks.ShouldBe(ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("1 S")]
    [InlineData("-1S")]
    [InlineData("+1S")]
    [InlineData("1.5S")]
    [InlineData("100000000n")]
    [InlineData("١S")]
    public void TryParse_Rejects(string text) => GrpcTimeout.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Format_ReadBack_IsNeverShorterAndAlmostTheSame() => Property.Holds(
        ArbMap.Default.ArbFor<long>(),
        number =>
        {
            var timeout = new TimeSpan((number & long.MaxValue) % (TimeSpan.TicksPerHour * 99_999_999));
            var text = GrpcTimeout.Format(timeout);
            return text.Length <= 9
                && GrpcTimeout.TryParse(text, out var read)
                && read >= timeout
                && read - timeout <= timeout / 50_000 + TimeSpan.FromTicks(1);
        });

    [Fact]
    public void TryParse_OfAnything_DoesNotThrow() => Property.Holds(
        ArbMap.Default.ArbFor<string?>(),
        text => GrpcTimeout.TryParse(text, out var timeout) || timeout == TimeSpan.Zero);

    [Fact]
    public void TryParse_OfDigitsAndAUnit_AcceptsEightAtMostAndTheSixUnits() => Property.Holds(
        ArbMap.Default.ArbFor<(uint Number, byte Zeros, byte Unit)>(),
        given =>
        {
            var digits = new string('0', given.Zeros % 4) + given.Number;
            var unit = "HMSmunhsU x1"[given.Unit % 12];
            var accepted = GrpcTimeout.TryParse(digits + unit, out var timeout);
            return accepted == (digits.Length <= 8 && "HMSmun".Contains(unit, StringComparison.Ordinal))
                && timeout >= TimeSpan.Zero
                && (!accepted || given.Number == 0 || timeout > TimeSpan.Zero);
        });
}
