using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;
using Gateway.Domain.Messages;

namespace Gateway.Adapters.Xades.Strict;

/// <summary>
/// Accepts one shape of signature: XAdES enveloped, over the whole document, made with a key of the directory. The document
/// never chooses what is checked or with which key, and what is handed on are the bytes that were digested.
/// </summary>
public sealed class StrictXadesVerifier : ISignatureVerifier
{
    /// <summary>
    /// No more than <see cref="HardenedXml"/> reads. That one, on .NET's reader, checks the schema and reads the
    /// content, of the signed octets only; a test over real, generated and mutated documents (SameAsReaderTests) holds
    /// the two to the same content.
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
            if (!SignedDocument.TryRead(document.Span, Limits, out var signed, out var refusal))
                throw SignatureRefused.Format(refusal.Reason);
            var signature = StrictSignature.ReadEnveloped(signed);
            return StrictJudgement.Of(signature, signature.Data[0], null, keys, at).Verdict;
        }
        catch (SignatureRefused refused)
        {
            return StrictJudgement.Refuse(refused);
        }
    }
}
