using System.Formats.Asn1;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Certificates;

/// <summary>Who signed a response: by name, or by the SHA-1 of the key (RFC 6960, 4.2.1), hexadecimal.</summary>
internal sealed record ResponderId(DistinguishedName? Name, string KeyDigest)
{
    private static readonly DigestAlgorithm Sha1 = DigestAlgorithm.Of("SHA1");

    /// <exception cref="AsnContentException">The data is not of this form.</exception>
    public static ResponderId Read(AsnReader from)
    {
        var tag = from.PeekTag();
        if (tag.TagClass != TagClass.ContextSpecific)
            throw new AsnContentException("A responder is meant by name or key.");
        var inside = from.ReadSequence(tag);
        return tag.TagValue switch
        {
            1 => new ResponderId(DistinguishedName.Read(inside), ""),
            2 => new ResponderId(null, Convert.ToHexString(inside.ReadOctetString())),
            _ => throw new AsnContentException("A responder is meant by name or key."),
        };
    }

    public bool Is(Certificate certificate) =>
        Name is not null ? Name.Equals(certificate.Subject) : KeyDigest.Length > 0 && KeyDigest == KeyDigestOf(certificate);

    /// <summary>The available certificates that it may refer to.</summary>
    public IReadOnlyList<Certificate> In(CertificatePool pool) =>
        Name is not null ? pool.WithSubject(Name) : pool.RespondersWithKey(KeyDigest);

    /// <summary>Empty when the key cannot be read.</summary>
    public static string KeyDigestOf(Certificate certificate) => Convert.ToHexString(certificate.KeyDigest(Sha1));

    /// <summary>The bit string of the public key, without tag, length and unused bits.</summary>
    public static ReadOnlyMemory<byte>? KeyOctets(Certificate certificate)
    {
        try
        {
            var info = new AsnReader(certificate.PublicKeyOctets, AsnEncodingRules.DER).ReadSequence();
            info.ReadSequence();
            return info.ReadBitString(out _);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
