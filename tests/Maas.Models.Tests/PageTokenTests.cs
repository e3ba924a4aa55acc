namespace Maas.Models.Tests;

public class PageTokenTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Binding = [1, 2, 3];
    private static readonly ModelPosition Position = ModelPosition.Of(Models.Registered with { CreatedAt = Models.Then.AddMicroseconds(123_457) });

    [Fact]
    public void TryRead_AnUntouchedToken_GivesThePosition()
    {
        PageToken.TryRead(PageToken.Write(Position, Binding, Key), Binding, Key, out var position).ShouldBeTrue();
        position.ShouldBe(Position);
    }

    [Fact]
    public void TryRead_AnotherCharacterAnywhere_IsRefused()
    {
        const string characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ =+/\n\0é";
        var token = PageToken.Write(Position, Binding, Key);

        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in characters.Where(character => character != token[i]))
            {
                ShouldBeRefused(token[..i] + other + token[(i + 1)..]);
            }
        }
    }

    [Fact]
    public void TryRead_AnotherLength_IsRefused()
    {
        var token = PageToken.Write(Position, Binding, Key);

        for (var length = 0; length < token.Length; length++)
        {
            ShouldBeRefused(token[..length]);
        }

        ShouldBeRefused(token + "A");
        ShouldBeRefused(token + "=");
        ShouldBeRefused(token + " ");
        ShouldBeRefused(token[..^4] + "    ");
    }

    [Fact]
    public void TryRead_AnotherBindingOrKey_IsRefused()
    {
        var token = PageToken.Write(Position, Binding, Key);

        PageToken.TryRead(token, [1, 2, 4], Key, out _).ShouldBeFalse();
        PageToken.TryRead(token, [], Key, out _).ShouldBeFalse();
        PageToken.TryRead(token, Binding, [.. Key.Reverse()], out _).ShouldBeFalse();
    }

    private static void ShouldBeRefused(string token) => PageToken.TryRead(token, Binding, Key, out _).ShouldBeFalse(token);
}
