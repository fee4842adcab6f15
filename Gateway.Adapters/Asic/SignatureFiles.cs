using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Asic;

/// <summary>The files of XAdES signatures (EN 319 162-1, 4.3.3.2 and 4.4.3.2).</summary>
internal static class SignatureFiles
{
    public static List<ContainerSignature> Read(ContainerReading reading)
    {
        var signatures = new List<ContainerSignature>();
        foreach (var file in reading.Zip.Entries.Where(AsicNames.IsSignatures))
        {
            if (
                reading.Read(file) is not { } octets
                || !SignedDocument.TryRead(octets, reading.Limits, out var document, out _)
            )
            {
                reading.Find(
                    ContainerFlaw.SignaturesUnreadable,
                    "A file of signatures is not well-formed XML, too long, or broken.",
                    file
                );
                continue;
            }
            if (!AsicNames.IsRoot(document.Tree.Root, "XAdESSignatures"))
                reading.Find(
                    ContainerFlaw.SignaturesRoot,
                    "The root of a file of signatures is not asic:XAdESSignatures.",
                    file
                );
            foreach (var element in Outermost(document))
            {
                if (signatures.Count == reading.Policy.MaxSignatures)
                {
                    reading.Find(ContainerFlaw.TooManySignatures, "There are more signatures than are looked at.", file);
                    return signatures;
                }
                signatures.Add(ContainerSignature.Read(file, document, element, reading.Files));
            }
        }
        return signatures;
    }

    /// <summary>A signature inside another one, such as a counter-signature, is part of the outer one.</summary>
    private static IEnumerable<Element> Outermost(SignedDocument document)
    {
        Element? last = null;
        foreach (var signature in document.Signatures)
        {
            if (last is { } around && signature.IsWithin(around))
                continue;
            last = signature;
            yield return signature;
        }
    }
}
