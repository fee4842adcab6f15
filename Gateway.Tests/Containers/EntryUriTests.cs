using CsCheck;
using Gateway.Adapters.Asic;

namespace Gateway.Tests.Containers;

/// <summary>How references name files.</summary>
public sealed class EntryUriTests
{
    [Theory]
    [InlineData("a%20b.txt", "a b.txt")]
    [InlineData("a b.txt", "a b.txt")]
    [InlineData("a+b.txt", "a+b.txt")]
    [InlineData("a%2Bb.txt", "a+b.txt")]
    [InlineData("%C3%A9.txt", "é.txt")]
    [InlineData("é.txt", "é.txt")]
    [InlineData("/message.xml", "message.xml")]
    [InlineData("a%23b", "a#b")]
    [InlineData("a#b", null)]
    [InlineData("a?b", null)]
    [InlineData("a%2Fb", null)]
    [InlineData("a%2fb", null)]
    [InlineData("a%", null)]
    [InlineData("a%4", null)]
    [InlineData("a%zz", null)]
    [InlineData("a% 4", null)]
    [InlineData("a%+4", null)]
    [InlineData("%FF", null)]
    [InlineData("%C0%AE", null)]
    [InlineData("", null)]
    [InlineData("/", null)]
    [InlineData("//server/a", "/server/a")]
    public void A_reference_means_one_name_or_none(string uri, string? name) => EntryUri.Name(uri).ShouldBe(name);

    [Fact]
    public void Every_name_has_a_uri_that_means_it() =>
        Gen
            .String.Where(name => name.Length > 0 && name[0] != '/' && !name.Any(char.IsSurrogate))
            .Sample(name => EntryUri.Name(EntryUri.Of(name)) == name, iter: 20_000);
}
