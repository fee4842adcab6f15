using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace Gateway.Adapters.Certificates;

/// <summary>A successful OCSP response of the basic kind (RFC 6960, 4.2).</summary>
public sealed class OcspResponse : RevocationSource
{
    private const string BasicKind = "1.3.6.1.5.5.7.48.1.1";
    private const int MostAnswers = 1_000;
    private const int MostCertificates = 20;

    private readonly ResponderId _responder;
    private readonly List<OcspAnswer> _answers = [];

    private OcspResponse(ReadOnlyMemory<byte> encoded, SignedStructure signed, AsnReader after, AsnReader content)
        : base(encoded, signed)
    {
        if (content.PeekTag() == new Asn1Tag(TagClass.ContextSpecific, 0, true))
            content.ReadEncodedValue();
        _responder = ResponderId.Read(content);
        ProducedAt = content.ReadGeneralizedTime();
        var answers = content.ReadSequence();
        while (answers.HasData && _answers.Count < MostAnswers)
            _answers.Add(OcspAnswer.Read(answers.ReadSequence()));
        var isUnderstood =
            !content.HasData
            || OcspAnswer.AreUnderstood(content.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 1, true)).ReadSequence());
        if (!isUnderstood)
            _answers.Clear();
        Certificates = ReadCertificates(after);
    }

    public override DateTimeOffset ProducedAt { get; }

    /// <summary>The certificates in the response.</summary>
    public IReadOnlyList<Certificate> Certificates { get; }

    /// <param name="der">The whole response, or the basic one in it.</param>
    /// <param name="flaw">One sentence that quotes nothing.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> der,
        [NotNullWhen(true)] out OcspResponse? response,
        [NotNullWhen(false)] out string? flaw
    )
    {
        (response, flaw) = (null, null);
        try
        {
            if (der.Length > Longest)
                throw new AsnContentException("A response is too long.");
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            if (sequence.PeekTag() == Asn1Tag.Enumerated)
                sequence = Basic(sequence);
            var signed = SignedStructure.Read(sequence);
            response = new OcspResponse(
                der,
                signed,
                sequence,
                new AsnReader(signed.Octets, AsnEncodingRules.DER).ReadSequence()
            );
            return true;
        }
        catch (AsnContentException)
        {
            flaw = "It is not a successful OCSP response in DER.";
            return false;
        }
    }

    internal override bool Mentions(Certificate certificate, Certificate issuer) =>
        _answers.Exists(answer => answer.IsOf(certificate, issuer));

    internal override RevocationStatement? About(Certificate certificate, Certificate issuer, RevocationContext context)
    {
        var answer = _answers.FindAll(each => each.IsOf(certificate, issuer)).MaxBy(each => each.ThisUpdate);
        if (answer is null || Signer(issuer, context) is not { } signer)
            return null;
        return new RevocationStatement(
            this,
            signer,
            answer.Standing,
            answer.ThisUpdate,
            answer.NextUpdate,
            answer.RevokedAt,
            answer.Reason,
            answer.CoversExpired(certificate)
        );
    }

    /// <summary>
    /// The signer: the issuer itself, a responder that the issuer's key certified, or one trusted here (RFC 6960, 4.2.2.2).
    /// </summary>
    private Certificate? Signer(Certificate issuer, RevocationContext context)
    {
        var work = context.Work;
        if (_responder.Is(issuer) && work.IsSignedBy(Signed, Key, issuer))
            return issuer;
        var candidates = Certificates
            .Where(_responder.Is)
            .Concat(_responder.In(context.Pool))
            .Where(responder =>
                responder.Extensions.Purposes?.Contains(KeyPurpose.OcspSigning) == true
                && responder.Extensions.Unprocessed.Count == 0
                && responder.IsValidAt(ProducedAt)
            )
            .Take(MostCertificates + 1)
            .ToList();
        if (candidates.Count > MostCertificates)
            work.LeaveUndone();
        return candidates
            .Take(MostCertificates)
            .FirstOrDefault(responder =>
                work.IsSignedBy(Signed, Key, responder)
                && (
                    context.IsTrusted(responder)
                    || (responder.Issuer.Equals(issuer.Subject) && work.IsSignedBy(responder.Signed, responder.Key, issuer))
                )
            );
    }

    private static AsnReader Basic(AsnReader response)
    {
        if (response.ReadEnumeratedBytes().Span is not [0])
            throw new AsnContentException("The responder did not answer.");
        var bytes = response.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)).ReadSequence();
        if (bytes.ReadObjectIdentifier() != BasicKind)
            throw new AsnContentException("The response is of another kind.");
        return new AsnReader(bytes.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
    }

    private static List<Certificate> ReadCertificates(AsnReader after)
    {
        var certificates = new List<Certificate>();
        if (!after.HasData)
            return certificates;
        var sequence = after.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0, true)).ReadSequence();
        while (sequence.HasData && certificates.Count < MostCertificates)
            if (Certificate.TryRead(sequence.ReadEncodedValue(), out var certificate, out _))
                certificates.Add(certificate);
        return certificates;
    }
}
