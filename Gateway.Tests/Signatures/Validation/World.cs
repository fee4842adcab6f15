using Gateway.Adapters.Certificates;
using Gateway.Tests.Certificates;

namespace Gateway.Tests.Signatures.Validation;

/// <summary>A state's public key infrastructure and another one for timestamps, each with lists as of any time.</summary>
public sealed class World
{
    public static readonly DateTimeOffset Signing = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public World(Func<Profile, Profile>? signer = null, string kind = "P-256")
    {
        Func<Profile, Profile> ten = profile => profile with { Until = Profile.Start.AddYears(10), KeyKind = kind };
        Root = Holder.Root("Root", ten);
        Issuer = Root.Authority("Issuer", profile => ten(profile) with { Until = Profile.Start.AddYears(5) });
        Signer = Issuer.Signer("Signer", signer);
        Responder = Issuer.Responder("Responder");
        StampRoot = Holder.Root("Stamp root", ten);
        Stamper = StampRoot.Stamper("Stamper", profile => ten(profile) with { Until = Profile.Start.AddYears(3) });
    }

    public Holder Root { get; }

    public Holder Issuer { get; }

    public Holder Signer { get; }

    public Holder Responder { get; }

    public Holder StampRoot { get; }

    public Holder Stamper { get; }

    public Holder[] Anchors => [Root, StampRoot];

    /// <summary>Sound lists of everybody, made at that time and good for a day.</summary>
    public RevocationSource[] Lists(DateTimeOffset at, params (Holder Who, DateTimeOffset At)[] revoked) =>
        [.. new[] { Root, Issuer, StampRoot }.Select(issuer => List(issuer, at, revoked))];

    public RevocationSource List(Holder issuer, DateTimeOffset at, params (Holder Who, DateTimeOffset At)[] revoked) =>
        new Revocation
        {
            At = at,
            Next = at.AddDays(1),
            Revoked = [.. revoked.Where(each => each.Who.Issuer == issuer).Select(each => (each.Who, each.At, 0))],
        }.List(issuer);

    /// <summary>Of the signer, by the responder, without an end: as fresh as its own time and no fresher.</summary>
    public RevocationSource Answer(DateTimeOffset at) => new Revocation { At = at, By = Responder }.Response(Signer);

    public SignedFile Signed() => SignedFile.By(Signer, Signing);

    /// <summary>Of level LTA, with all that its paths need, made within hours of signing.</summary>
    public SignedFile Archived(Holder? by = null) =>
        Signed()
            .Stamped(Stamper, Signing.AddMinutes(1))
            .WithStampData([StampRoot], [List(StampRoot, Signing.AddMinutes(2))])
            .WithValues([Issuer, Root, Responder], [List(Root, Signing.AddMinutes(2)), Answer(Signing.AddMinutes(2))])
            .Archived(by ?? Stamper, Signing.AddHours(1));
}
