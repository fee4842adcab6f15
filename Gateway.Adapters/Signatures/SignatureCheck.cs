using System.Security.Cryptography;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Signatures;

public enum ValueOutcome
{
    /// <summary>SignedInfo was signed with this key.</summary>
    Valid,
    Invalid,

    /// <summary>The signature method or the canonicalization of SignedInfo is not on the closed lists.</summary>
    Unsupported,

    /// <summary>The key is not of the kind the method is for.</summary>
    UnfitKey,

    /// <summary>SignedInfo in canonical form is longer than a document may make it, or there is too much to verify.</summary>
    Exceeded,
}

/// <summary>
/// Core validation of one signature with one key (XMLDSig core 1.1, 3.2): the value over SignedInfo, and every reference. It
/// says nothing about whose key that is, nor whether the algorithms are good enough.
/// </summary>
public sealed class SignatureCheck
{
    private readonly IDetachedContent? _detached;

    private SignatureCheck(XmlSignature signature, ValueOutcome value, IDetachedContent? detached)
    {
        (Signature, Value, _detached) = (signature, value, detached);
        References = new ReferenceChecker(signature, detached).Check();
    }

    public XmlSignature Signature { get; }

    public ValueOutcome Value { get; }

    /// <summary>One for each reference in SignedInfo, in order, computed also when the value is not valid.</summary>
    public IReadOnlyList<ReferenceCheck> References { get; }

    /// <summary>The value is valid and every reference is intact. Manifests are judged by who relies on them.</summary>
    public bool IsIntact => Value == ValueOutcome.Valid && References.All(reference => reference.IsIntact);

    /// <summary>Whether the signature's own signed properties, all of them, are among what it covers.</summary>
    public bool CoversSignedProperties => Value == ValueOutcome.Valid && Signature.SignedProperties is { } properties
        && References.Any(reference => reference.IsIntact && reference.Covers(properties));

    /// <param name="detached">What the references may name outside the document; null for nothing.</param>
    public static SignatureCheck Of(XmlSignature signature, VerificationKey key, IDetachedContent? detached = null) =>
        new(signature, ValueOf(signature, key), detached);

    /// <summary>The value alone: to find out which of several keys it was.</summary>
    public static ValueOutcome ValueOf(XmlSignature signature, VerificationKey key) =>
        signature.Form is null || signature.Algorithm is null ? ValueOutcome.Unsupported
        : signature.SignedOctets is not { } octets || !signature.Document.Work.Verifications.Allows(key.CostOf(signature.Algorithm)) ? ValueOutcome.Exceeded
        : key.Verify(signature.Algorithm, octets, signature.Value.Span);

    /// <summary>
    /// The bytes whose digest was signed: to be read instead of the document. Only of a valid signature and an intact
    /// reference of it; of those in a manifest, only when the manifest is intact.
    /// </summary>
    public bool TryRelease(ReferenceCheck reference, out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        if (Value != ValueOutcome.Valid || !reference.IsIntact || !IsOfThis(reference)) return false;
        using var sink = new MemorySink();
        try
        {
            new ReferenceOctets(_detached, null).Write(reference.Plan!, sink);
        }
        catch (ReferenceFailed)
        {
            return false; // What lies outside is no longer there.
        }
        var released = sink.ToArray();
        // Or it could be other bytes the second time.
        if (!CryptographicOperations.FixedTimeEquals(reference.Reference.Digest!.Of(released), reference.Reference.DigestValue.Span)) return false;
        octets = released;
        return true;
    }

    private bool IsOfThis(ReferenceCheck reference) => References.Any(each =>
        ReferenceEquals(each, reference) || (each.IsIntact && each.Manifest.Any(inside => ReferenceEquals(inside, reference))));
}
