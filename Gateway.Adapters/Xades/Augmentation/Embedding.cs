using Gateway.Adapters.Certificates;
using Gateway.Adapters.Timestamps;

namespace Gateway.Adapters.Xades.Augmentation;

/// <summary>
/// Adds missing material to a signature: for timestamps to TimeStampValidationData, for signers to CertificateValues and
/// RevocationValues, of which there may be one each, and after that to AnyValidationData.
/// </summary>
internal sealed class Embedding
{
    private readonly SignatureInDocument _signature;
    private readonly MaterialSelection _there;
    private readonly MaterialSelection _atHand;
    private readonly HashSet<string> _keys;
    private Material _ofStampers = Material.None;
    private Material _ofSigners = Material.None;

    public Embedding(SignatureInDocument signature, TrustMaterial atHand)
    {
        List<Certificate> certificates = [.. signature.EmbeddedCertificates];
        List<RevocationSource> revocation = [.. signature.EmbeddedRevocation];
        _signature = signature;
        _there = new MaterialSelection(
            atHand with
            {
                Others = [],
                Revocation = revocation,
            },
            certificates,
            mustBeLater: true
        );
        _atHand = new MaterialSelection(atHand with { Revocation = [.. atHand.Revocation, .. revocation] }, certificates);
        _keys = signature.EmbeddedKeys;
    }

    /// <exception cref="AugmentationEnded">Something is missing, or came too late.</exception>
    public void AddOfStamper(EmbeddedToken token, Certificate certificate) =>
        _ofStampers = Add(_ofStampers, certificate, token.Token!.Time);

    /// <exception cref="AugmentationEnded">Something is missing, or came too late.</exception>
    public void AddOfSigner(Certificate certificate, DateTimeOffset provenAt) =>
        _ofSigners = Add(_ofSigners, certificate, provenAt);

    public SignatureInDocument Done()
    {
        var isAfterTimestamp = _signature.LastProperty is { } last && TimestampKinds.Of(last) is not null;
        var ofStampers = isAfterTimestamp
            ? UnsignedPropertyText.TimeStampValidationData(_ofStampers)
            : UnsignedPropertyText.AnyValidationData(_ofStampers);
        var hasValues =
            _signature.Signature.UnsignedSignatureProperties is { } properties
            && properties.Elements().Any(e => e.LocalName is "CertificateValues" or "RevocationValues");
        var ofSigners = hasValues
            ? UnsignedPropertyText.AnyValidationData(_ofSigners)
            : UnsignedPropertyText.CertificateValues(_ofSigners) + UnsignedPropertyText.RevocationValues(_ofSigners);
        return _signature.With(ofStampers + ofSigners);
    }

    /// <summary>
    /// Existing material is used where it is sufficient. A list from before the proven time of the signature says nothing
    /// about that time; it is used when nothing later is available.
    /// </summary>
    private Material Add(Material sum, Certificate certificate, DateTimeOffset provenAt)
    {
        var needed = (_there.TryFor(certificate, provenAt) ?? _atHand.For(certificate, provenAt)).Without(_keys);
        _keys.UnionWith(needed.Keys);
        return sum.And(needed);
    }
}
