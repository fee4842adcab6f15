using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Tests.Certificates;

/// <summary>A root, issuers below it and a signer, with lists of all of them: sound, until something is changed.</summary>
public sealed record Chain
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public required Holder Root { get; init; }

    /// <summary>From the one below the root down.</summary>
    public required IReadOnlyList<Holder> Issuers { get; init; }

    public required Holder Target { get; init; }

    public CertificateUse Use { get; init; } = CertificateUse.Signature;

    public DateTimeOffset At { get; init; } = Now;

    public ValidationPolicy Policy { get; init; } = PolicyFile.Default;

    /// <summary>In place of the sound lists.</summary>
    public IReadOnlyList<RevocationSource>? Sources { get; init; }

    public IReadOnlyList<RevocationSource> MoreSources { get; init; } = [];

    public IReadOnlyList<Holder> MoreCertificates { get; init; } = [];

    public IReadOnlyList<Holder>? Anchors { get; init; }

    /// <summary>Since when the file is known that <see cref="SourcesInFile"/> lie in.</summary>
    public DateTimeOffset? ExistedAt { get; init; }

    public IReadOnlyList<RevocationSource>? SourcesInFile { get; init; }

    /// <summary>A root, a number of issuers, and a signer, each as told.</summary>
    public static Chain Of(
        int issuers,
        Func<int, Profile, Profile>? issuer = null,
        Func<Profile, Profile>? target = null,
        Func<Profile, Profile>? root = null
    )
    {
        var top = Holder.Root("Root", root);
        var chain = new List<Holder>();
        for (var i = 0; i < issuers; i++)
        {
            var level = i;
            chain.Add(
                (i == 0 ? top : chain[i - 1]).Authority(
                    $"Issuer {i + 1}",
                    profile => issuer?.Invoke(level, profile) ?? profile
                )
            );
        }
        return new Chain
        {
            Root = top,
            Issuers = chain,
            Target = (issuers == 0 ? top : chain[^1]).Signer("Signer", target),
        };
    }

    /// <summary>Of each issuer a list that names nobody, an hour old and good for a day.</summary>
    public IEnumerable<RevocationSource> SoundLists =>
        Issuers.Prepend(Root).Select(issuer => new Revocation { At = At.AddHours(-1), Next = At.AddHours(23) }.List(issuer));

    public string Answer()
    {
        var conclusion = new CertificateValidation(Context()).Of(Target.Certificate, Use);
        return (
                conclusion.Flaw?.SubIndication ?? (conclusion.Doubts.Count > 0 ? conclusion.Doubts[0].SubIndication : null)
            )?.Name() ?? "PASSED";
    }

    public TrustMaterial Trust() =>
        new(
            [.. (Anchors ?? [Root]).Select(each => each.Certificate)],
            [.. Issuers.Concat(MoreCertificates).Select(each => each.Certificate)],
            [.. (Sources ?? [.. SoundLists]).Concat(MoreSources)]
        );

    internal ValidationContext Context()
    {
        var context = new ValidationContext(Policy, At, Trust(), ExistedAt);
        foreach (var source in SourcesInFile ?? [])
            context.Add(source);
        return context;
    }
}
