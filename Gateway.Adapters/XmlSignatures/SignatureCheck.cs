using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

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
        References = new ReferenceVerifier(signature, detached).Check();
    }

    public XmlSignature Signature { get; }

    public ValueOutcome Value { get; }

    /// <summary>The value was made with the key, in either encoding.</summary>
    public bool IsValid => Verifies(Value);

    /// <summary>One for each reference in SignedInfo, in order, computed also when the value is not valid.</summary>
    public IReadOnlyList<ReferenceCheck> References { get; }

    /// <summary>The value is valid and every reference is intact. The caller must judge manifests.</summary>
    public bool IsIntact => IsValid && References.All(reference => reference.IsIntact);

    /// <summary>Whether the signature's own signed properties, all of them, are among what it covers.</summary>
    public bool CoversSignedProperties =>
        IsValid
        && Signature.SignedProperties is { } properties
        && References.Any(reference => reference.IsIntact && reference.Covers(properties));

    /// <param name="detached">What the references may name outside the document; null for nothing.</param>
    public static SignatureCheck Of(XmlSignature signature, VerificationKey key, IDetachedContent? detached = null) =>
        new(signature, ValueOf(signature, key), detached);

    /// <summary>Verifies only the value: to find which of several keys made it.</summary>
    public static ValueOutcome ValueOf(XmlSignature signature, VerificationKey key)
    {
        if (signature.Form is null || signature.Algorithm is not { } algorithm)
            return ValueOutcome.Unsupported;
        var (allowance, cost) = (signature.Document.Work.Verifications, key.CostOf(algorithm));
        if (signature.SignedOctets is not { } octets || !allowance.Allows(cost))
            return ValueOutcome.Exceeded;
        var outcome = key.Verify(algorithm, octets, signature.Value.Span);
        if (outcome != ValueOutcome.Invalid || algorithm.Scheme != SignatureScheme.RsaPkcs1)
            return outcome;
        if (!allowance.Allows(cost))
            return ValueOutcome.Exceeded;
        return key.VerifiesWithoutNull(algorithm, octets, signature.Value.Span)
            ? ValueOutcome.ValidWithoutNull
            : ValueOutcome.Invalid;
    }

    /// <summary>Whether the value was made with the key, in either encoding.</summary>
    public static bool Verifies(ValueOutcome outcome) => outcome is ValueOutcome.Valid or ValueOutcome.ValidWithoutNull;

    /// <summary>
    /// The bytes whose digest was signed, to be read instead of the document. Requires a valid signature and an intact
    /// reference in it; for a reference in a manifest, also an intact manifest.
    /// </summary>
    public bool TryRelease(ReferenceCheck reference, out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        if (!IsValid || !reference.IsIntact || !IsOfThis(reference))
            return false;
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
        // The bytes may differ at the second reading.
        if (
            !CryptographicOperations.FixedTimeEquals(
                reference.Reference.Digest!.Of(released),
                reference.Reference.DigestValue.Span
            )
        )
            return false;
        octets = released;
        return true;
    }

    private bool IsOfThis(ReferenceCheck reference) =>
        References.Any(each =>
            ReferenceEquals(each, reference)
            || (each.IsIntact && each.Manifest.Any(inside => ReferenceEquals(inside, reference)))
        );
}
