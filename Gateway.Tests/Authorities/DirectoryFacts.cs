using Gateway.Domain.Authorities;
using Gateway.Domain.Vault;

namespace Gateway.Tests.Authorities;

/// <summary>An authority to decide on: its events so far, and short ways to add to them.</summary>
internal sealed class DirectoryFacts
{
    public static readonly DateTimeOffset Start = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public const string Ana = "a-1";
    public const string Luis = "a-2";

    public DirectoryFacts()
    {
        var listing = new Listing(
            "ES-CA",
            Item("Spain"),
            ["es"],
            null,
            null,
            [new(Guid.CreateVersion7(Start), "email", IsSandbox: false, Item("old@justice.example"))],
            [new(Guid.Empty, Key("old"), IsPinnedElsewhere: false)]
        );
        All.AddRange(ConfigureAuthorityDecider.Decide(new(listing, "ES"), Start));
    }

    public List<object> All { get; } = [];

    public DateTimeOffset Now { get; set; } = Start.AddDays(1);

    public Authority Authority => Authority.Replay(All)!;

    /// <summary>What is in force: endpoints by channel, keys by id. What nobody alone may change.</summary>
    public string InForce =>
        string.Join(
            ' ',
            Authority
                .Endpoints.Where(endpoint => endpoint.IsInForce)
                .Select(endpoint =>
                    $"{endpoint.Channel}={endpoint.Address.ItemId}/{endpoint.Preference}/{endpoint.IsSandbox}"
                )
                .Concat(Authority.Keys.Where(key => key.IsInForce).Select(key => key.Key.KeyId))
                .Order(StringComparer.Ordinal)
        );

    /// <summary>Takes a decision and, where it was not rejected, records it.</summary>
    public DirectoryDecision Act(Func<Authority, DateTimeOffset, DirectoryDecision> decide)
    {
        var decided = decide(Authority, Now);
        All.AddRange(decided.Facts);
        return decided;
    }

    public Guid Propose(string address, string by, string channel = "email") =>
        Act(
            (authority, now) =>
                ProposeEndpointDecider.Decide(
                    new(Guid.CreateVersion7(now), channel, null, IsSandbox: false, Item(address), by),
                    authority,
                    now
                )
        ).Change
        ?? Guid.Empty;

    public Guid ProposeKey(string name, string by) =>
        Act(
            (authority, now) =>
                ProposeKeyDecider.Decide(
                    new(Guid.CreateVersion7(now), Key(name), IsPinnedElsewhere: false, by),
                    authority,
                    now
                )
        ).Change
        ?? Guid.Empty;

    public DirectoryDecision Confirm(Guid change, string by) =>
        Act((authority, now) => ConfirmChangeDecider.Decide(new(change, Item("telephoned"), by), authority, now));

    public DirectoryDecision Withdraw(Guid change) =>
        Act((authority, now) => WithdrawChangeDecider.Decide(new(change), authority, now));

    public static VaultItem Item(string content) => new($"item-of-{content}", "digest", content.Length);

    public static AuthorityKey Key(string name, KeyPurpose purpose = KeyPurpose.Signing) =>
        new($"ES-CA-{name}", purpose, Item(name), Start.AddYears(-1), Start.AddYears(2));
}
