using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>
/// Accepts one form of signature: XAdES enveloped, over the whole document, made with a key of the directory. The document
/// never chooses what is checked or with which key, and only the digested bytes are returned.
/// </summary>
public sealed class StrictXadesVerifier : ISignatureVerifier
{
    /// <summary>
    /// Not above the limits of <see cref="HardenedXml"/>, which checks the schema and reads the content with .NET's reader,
    /// from the signed octets only. A test over real, generated and mutated documents (SameAsReaderTests) verifies that both
    /// read the same content.
    /// </summary>
    internal static readonly TreeLimits Limits = new()
    {
        MaxBytes = HardenedXml.MaxCharacters,
        MaxElements = HardenedXml.MaxElements,
        MaxDepth = HardenedXml.MaxDepth,
        MaxAttributes = HardenedXml.MaxAttributes,
        MaxAttributeLength = HardenedXml.MaxAttributeLength,
        MaxNamespacesInScope = HardenedXml.MaxNamespaces,
        MaxNameLength = HardenedXml.MaxNameLength,
        AllowsOldEncodings = false,
    };

    public SignatureVerdict Verify(ReadOnlyMemory<byte> document, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at)
    {
        try
        {
            if (!SignedDocument.TryRead(document.Span, Limits, out var signed, out var rejection))
                throw SignatureRejected.Format(rejection.Reason);
            var signature = StrictSignature.ReadEnveloped(signed);
            return StrictJudgement.Of(signature, signature.Data[0], null, keys, at).Verdict;
        }
        catch (SignatureRejected rejected)
        {
            return StrictJudgement.Reject(rejected);
        }
    }
}
