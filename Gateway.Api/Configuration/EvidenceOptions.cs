using System.Security.Cryptography;
using Gateway.Adapters.Timestamps;

namespace Gateway.Api.Configuration;

/// <summary>
/// How evidence of originals is taken and renewed (docs/formats/evidence.md); the section <c>Gateway:Evidence</c>.
/// </summary>
public sealed record EvidenceOptions
{
    /// <summary>Where timestamps of RFC 3161 are asked for; unset in a sandbox means its own authority.</summary>
    public Uri? TimestampAuthority { get; init; }

    /// <summary>
    /// PEM file of the certificates that timestamps are trusted by: also those that have expired, for the tokens of their
    /// time.
    /// </summary>
    public string? Anchors { get; init; }

    /// <summary>PEM file of certificates between the authority's and its anchor; they are put into every token.</summary>
    public string? Intermediates { get; init; }

    /// <summary>PEM file of the certificates by which an authority's TLS server is trusted; https needs it.</summary>
    public string? ServerAnchors { get; init; }

    /// <summary>
    /// Files of revocation lists or OCSP responses (DER or PEM), kept up to date by somebody; read again whenever they are
    /// needed.
    /// </summary>
    public IReadOnlyList<string> RevocationLists { get; init; } = [];

    /// <summary>
    /// A timestamp older than a week counts only where a revocation list, or a response, issued after it speaks of its
    /// certificates.
    /// </summary>
    public bool RequireRevocation { get; init; }

    /// <summary>Digest of new evidence: SHA256, SHA384, SHA512, SHA3-256, SHA3-384 or SHA3-512.</summary>
    public string Digest { get; init; } = "SHA256";

    /// <summary>
    /// Until when a digest may be relied on, by name; what uses it is renewed with <see cref="Digest"/> before.
    /// </summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Sunsets { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>How often originals without evidence, and evidence to be renewed, are looked for.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long before it stops being good evidence is renewed.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Originals under one timestamp.</summary>
    public int LargestBatch { get; init; } = 500;

    /// <summary>How long an original may wait for evidence before health tells of it.</summary>
    public TimeSpan AlarmAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What keeps these options from being used, one sentence each, the member first.</summary>
    public IEnumerable<string> Flaws()
    {
        if (TimestampAuthority is not null && Anchors is null)
            yield return "Anchors is not set; a timestamp authority (Gateway__Evidence__TimestampAuthority) needs it.";
        foreach (
            var (name, file) in new[]
            {
                (nameof(Anchors), Anchors),
                (nameof(Intermediates), Intermediates),
                (nameof(ServerAnchors), ServerAnchors),
            }.Concat(RevocationLists.Select((list, number) => ($"{nameof(RevocationLists)}__{number}", (string?)list)))
        )
            if (file is not null && !File.Exists(file))
                yield return $"{name}: {file} is not there.";
        foreach (
            var (name, digest) in Sunsets
                .Keys.Select(key => ($"{nameof(Sunsets)}__{key}", key))
                .Prepend((nameof(Digest), Digest))
        )
            if (ImprintAlgorithm.Named(new HashAlgorithmName(digest)) is null)
                yield return $"{name} is not a digest that is stamped: SHA256, SHA384, SHA512, SHA3-256, SHA3-384, SHA3-512.";
        if (Every <= TimeSpan.Zero || AlarmAfter <= TimeSpan.Zero || RenewBefore < TimeSpan.Zero)
            yield return $"{nameof(Every)}, {nameof(AlarmAfter)} or {nameof(RenewBefore)} is less than it can be.";
        if (LargestBatch <= 0)
            yield return $"{nameof(LargestBatch)} is not more than zero.";
    }
}
