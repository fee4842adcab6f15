using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// The material in one signature, read once: its timestamps, certificates, lists and responses, each with its place.
/// </summary>
internal sealed class SignatureMaterial
{
    private SignatureMaterial(XmlSignature signature, IReadOnlyList<XadesTimestamp> timestamps, ValidationMaterial material)
    {
        Timestamps = timestamps;
        ValueKey = KeyOf(signature);
        IsCutShort = material.IsCutShort;
        var certificates = new List<(Certificate, EmbeddedMaterial)>();
        foreach (var each in material.Certificates)
            if (Certificate.TryRead(each.Encoded, out var certificate, out _))
                certificates.Add((certificate, each));
        var revocation = new List<(RevocationSource, EmbeddedMaterial)>();
        foreach (var each in material.Crls)
            if (RevocationList.TryRead(each.Encoded, out var list, out _))
                revocation.Add((list, each));
        foreach (var each in material.Ocsp)
            if (OcspResponse.TryRead(each.Encoded, out var response, out _))
                revocation.Add((response, each));
        (Certificates, Revocation) = (certificates, revocation);
    }

    public IReadOnlyList<XadesTimestamp> Timestamps { get; }

    public IReadOnlyList<(Certificate Certificate, EmbeddedMaterial From)> Certificates { get; }

    public IReadOnlyList<(RevocationSource Source, EmbeddedMaterial From)> Revocation { get; }

    /// <summary>The key of the signature's value among the proofs of existence.</summary>
    public string ValueKey { get; }

    /// <summary>There is more in it than is read.</summary>
    public bool IsCutShort { get; }

    public static SignatureMaterial Of(XmlSignature signature, IDetachedContent? detached, CertificatePool others)
    {
        var timestamps = SignatureTimestamps.Of(signature, detached, others.Index);
        return new SignatureMaterial(signature, timestamps, ValidationMaterial.Of(signature).With(timestamps));
    }

    private static string KeyOf(XmlSignature signature) =>
        "value " + Convert.ToHexStringLower(SHA256.HashData(signature.Value.Span));

    public void AddTo(ValidationContext context)
    {
        foreach (var (certificate, _) in Certificates)
            context.Add(certificate);
        foreach (var (source, _) in Revocation)
            context.Add(source);
        foreach (var token in Timestamps.SelectMany(timestamp => timestamp.Tokens))
            if (token.Token is { } read)
                context.Exists(TimestampConclusion.KeyOf(read));
        context.Exists(ValueKey);
        if (IsCutShort)
            context.CutShort();
    }

    /// <summary>What a timestamp that holds proves to have existed at its time (ETSI EN 319 102-1, 5.6.2.3).</summary>
    /// <param name="signature">The one this is the material of: the timestamp's own, or a counter-signature within
    /// it.</param>
    /// <param name="signer">Its digest is in the signed data, so that a timestamp over the value also covers it; null when
    /// it is not.</param>
    public void Prove(TimestampConclusion timestamp, XmlSignature signature, Certificate? signer, ProofsOfExistence proofs)
    {
        var (coverage, time) = (timestamp.Timestamp.Coverage, timestamp.Time!.Value);
        if (coverage.Covers(signature.ValueElement))
        {
            proofs.Add(ValueKey, time);
            if (signer is not null)
                proofs.Add(signer.Key, time);
        }
        foreach (var (certificate, from) in Certificates)
            if (coverage.Covers(from.Element))
                proofs.Add(certificate.Key, time);
        foreach (var (source, from) in Revocation)
            if (coverage.Covers(from.Element))
                Prove(source, time, proofs);
        foreach (var token in Timestamps.SelectMany(each => each.Tokens))
            if (token.Token is { } read && coverage.Covers(token.Element))
                proofs.Add(TimestampConclusion.KeyOf(read), time);
    }

    private static void Prove(RevocationSource source, DateTimeOffset time, ProofsOfExistence proofs)
    {
        proofs.Add(source.Key, time);
        if (source is OcspResponse response)
            foreach (var responder in response.Certificates)
                proofs.Add(responder.Key, time);
    }
}
