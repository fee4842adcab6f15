using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// A complete and direct revocation list (RFC 5280, 5): for its own issuer's certificates and for all reasons. Indirect
/// lists, delta lists and lists for some reasons only give no revocation data.
/// </summary>
public sealed class RevocationList : RevocationSource
{
    private readonly RevokedEntries _entries;
    private readonly RevocationListExtensions _extensions;

    private RevocationList(ReadOnlyMemory<byte> encoded, SignedStructure signed, AsnReader content)
        : base(encoded, signed)
    {
        if (content.PeekTag() == Asn1Tag.Integer && (!content.TryReadInt32(out var version) || version != 1))
            throw new AsnContentException("There is no such version of revocation lists.");
        if (!content.ReadEncodedValue().Span.SequenceEqual(signed.AlgorithmOctets.Span))
            throw new AsnContentException("The signature method outside is not the one inside.");
        Issuer = DistinguishedName.Read(content);
        ThisUpdate = AsnTime.Read(content);
        if (content.HasData && content.PeekTag() is { TagClass: TagClass.Universal, TagValue: 23 or 24 })
            NextUpdate = AsnTime.Read(content);
        var entries = content.HasData && content.PeekTag() == Asn1Tag.Sequence ? content.ReadEncodedValue() : default;
        _entries = new RevokedEntries(entries);
        _extensions = RevocationListExtensions.Read(content);
    }

    public DistinguishedName Issuer { get; }

    public DateTimeOffset ThisUpdate { get; }

    public DateTimeOffset? NextUpdate { get; }

    public override DateTimeOffset ProducedAt => ThisUpdate;

    /// <param name="flaw">One sentence that quotes nothing.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> der,
        [NotNullWhen(true)] out RevocationList? list,
        [NotNullWhen(false)] out string? flaw
    )
    {
        (list, flaw) = (null, null);
        try
        {
            if (der.Length > Longest)
                throw new AsnContentException("A revocation list is too long.");
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var signed = SignedStructure.Read(sequence);
            sequence.ThrowIfNotEmpty();
            list = new RevocationList(der, signed, new AsnReader(signed.Octets, AsnEncodingRules.DER).ReadSequence());
            return true;
        }
        catch (AsnContentException)
        {
            flaw = "It is not a revocation list in DER.";
            return false;
        }
    }

    internal override bool Mentions(Certificate certificate, Certificate issuer) =>
        Issuer.Equals(certificate.Issuer) && Issuer.Equals(issuer.Subject) && _extensions.Concern(certificate);

    internal override RevocationStatement? About(Certificate certificate, Certificate issuer, RevocationContext context)
    {
        if (!Mentions(certificate, issuer) || !_entries.AreUnderstood)
            return null;
        if (issuer.Extensions.Usage is { } usage && !usage.HasFlag(KeyUsages.CrlSign))
            return null;
        if (!context.Work.IsSignedBy(Signed, Key, issuer))
            return null;
        var entry = _entries.Find(certificate.SerialNumber);
        return new RevocationStatement(
            this,
            issuer,
            entry is null ? CertificateStanding.Good : CertificateStanding.Revoked,
            ThisUpdate,
            NextUpdate,
            entry?.At,
            entry?.Reason,
            _extensions.CoversExpired
        );
    }
}
