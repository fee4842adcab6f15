using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The signature policy that a signer names (ETSI EN 319 132-1, 5.2.9). It is reported but not applied.</summary>
/// <param name="Identifier">Null for an implied one.</param>
internal sealed record SignaturePolicyReference(string? Identifier, bool HasDigest)
{
    public static SignaturePolicyReference? Read(Element property)
    {
        if (property.Elements().Any(each => each.LocalName == "SignaturePolicyImplied"))
            return new SignaturePolicyReference(null, false);
        var id = property
            .Elements()
            .Where(each => each.LocalName == "SignaturePolicyId")
            .SelectMany(each => each.Elements())
            .ToList();
        var identifier = id.Where(each => each.LocalName == "SigPolicyId")
            .SelectMany(each => each.Elements())
            .Where(each => each.LocalName == "Identifier")
            .Select(each => each.Text.Trim())
            .FirstOrDefault();
        return identifier is null
            ? null
            : new SignaturePolicyReference(identifier, id.Exists(each => each.LocalName == "SigPolicyHash"));
    }
}
