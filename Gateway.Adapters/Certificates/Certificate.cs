using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// An X.509 certificate (RFC 5280, 4), read strictly from its DER. Its content is not trusted before a path leads to it from
/// an anchor. Two are equal when their bytes are equal.
/// </summary>
public sealed class Certificate : IEquatable<Certificate>
{
    private const int Longest = 256 * 1024;

    private readonly Lazy<VerificationKey?> _key;
    private readonly ConcurrentDictionary<(string Algorithm, bool IsOfKey), byte[]?> _digests = new(
        concurrencyLevel: 1,
        capacity: 1
    );

    private Certificate(ReadOnlyMemory<byte> encoded, SignedStructure signed, AsnReader content)
    {
        (Encoded, Signed) = (encoded, signed);
        Version = ReadVersion(content);
        SerialNumber = content.ReadInteger();
        if (!content.ReadEncodedValue().Span.SequenceEqual(signed.AlgorithmOctets.Span))
            throw new AsnContentException("The signature method outside is not the one inside.");
        Issuer = DistinguishedName.Read(content);
        var validity = content.ReadSequence();
        (NotBefore, NotAfter) = (AsnTime.Read(validity), AsnTime.Read(validity));
        Subject = DistinguishedName.Read(content);
        PublicKeyOctets = content.ReadEncodedValue();
        Extensions = CertificateExtensions.Read(content, Version);
        Key = Convert.ToHexStringLower(SHA256.HashData(encoded.Span));
        _key = new Lazy<VerificationKey?>(() => VerificationKey.OfPublicKeyInfo(PublicKeyOctets));
    }

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>SHA-256 over the DER, lower-case hexadecimal.</summary>
    public string Key { get; }

    public SignedStructure Signed { get; }

    /// <summary>1, 2 or 3.</summary>
    public int Version { get; }

    public BigInteger SerialNumber { get; }

    public DistinguishedName Issuer { get; }

    public DistinguishedName Subject { get; }

    public DateTimeOffset NotBefore { get; }

    /// <summary>The last second in which it is valid.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>SubjectPublicKeyInfo, DER.</summary>
    public ReadOnlyMemory<byte> PublicKeyOctets { get; }

    public CertificateExtensions Extensions { get; }

    /// <summary>Null when this kind of key is not supported.</summary>
    public VerificationKey? PublicKey => _key.Value;

    /// <summary>
    /// Digest of the key without tag, length and unused bits, by which OCSP names issuers and responders; null when it
    /// cannot be read.
    /// </summary>
    internal ReadOnlySpan<byte> KeyDigest(DigestAlgorithm algorithm) =>
        _digests.GetOrAdd(
            (algorithm.Uri, true),
            static (_, of) => ResponderId.KeyOctets(of.Certificate) is { } octets ? of.Algorithm.Of(octets.Span) : null,
            (Certificate: this, Algorithm: algorithm)
        );

    internal ReadOnlySpan<byte> IssuerDigest(DigestAlgorithm algorithm) =>
        _digests.GetOrAdd(
            (algorithm.Uri, false),
            static (_, of) => of.Algorithm.Of(of.Certificate.Issuer.Encoded.Span),
            (Certificate: this, Algorithm: algorithm)
        );

    /// <summary>Issuer and subject have the same name. Only the key shows whether it is self-signed.</summary>
    public bool IsSelfIssued => Issuer.Equals(Subject);

    public bool IsValidAt(DateTimeOffset time) => NotBefore <= time && time <= NotAfter;

    /// <summary>Same subject and same key: these identify an anchor, in any certificate.</summary>
    public bool IsSameEntityAs(Certificate other) =>
        Subject.Equals(other.Subject) && PublicKeyOctets.Span.SequenceEqual(other.PublicKeyOctets.Span);

    /// <param name="flaw">One sentence that quotes nothing.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> der,
        [NotNullWhen(true)] out Certificate? certificate,
        [NotNullWhen(false)] out string? flaw
    )
    {
        (certificate, flaw) = (null, null);
        try
        {
            if (der.Length > Longest)
                throw new AsnContentException("A certificate is too long.");
            var outer = new AsnReader(der, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            var signed = SignedStructure.Read(sequence);
            sequence.ThrowIfNotEmpty();
            certificate = new Certificate(
                der.ToArray(),
                signed,
                new AsnReader(signed.Octets, AsnEncodingRules.DER).ReadSequence()
            );
            return true;
        }
        catch (AsnContentException)
        {
            flaw = "It is not a certificate in DER.";
            return false;
        }
    }

    public bool Equals(Certificate? other) => other is not null && other.Key == Key;

    public override bool Equals(object? obj) => Equals(obj as Certificate);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    private static int ReadVersion(AsnReader content)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, true);
        if (content.PeekTag() != tag)
            return 1;
        return content.ReadSequence(tag).TryReadInt32(out var version) && version is >= 0 and <= 2
            ? version + 1
            : throw new AsnContentException("There is no such version of certificates.");
    }
}
