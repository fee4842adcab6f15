using System.Text;
using System.Text.RegularExpressions;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Tests.Signatures;

/// <summary>An XML signature with every choice open, to be filled in by our own engine or by a foreign tool.</summary>
public sealed record DsigTemplate
{
    public string Canonicalization { get; init; } = XadesTemplate.ExclusiveC14N;
    public string SignatureMethod { get; init; } = XadesTemplate.More + "ecdsa-sha256";

    /// <summary>What is in the SignatureMethod element.</summary>
    public string Parameters { get; init; } = "";
    public DsigReference[] References { get; init; } = [new("")];
    public string KeyInfo { get; init; } = "";
    public string Objects { get; init; } = "";
    public string Id { get; init; } = "sig";

    public string Xml() =>
        $"""
            <Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="{Id}"><SignedInfo>
            <CanonicalizationMethod Algorithm="{Canonicalization}"/>
            <SignatureMethod Algorithm="{SignatureMethod}">{Parameters}</SignatureMethod>
            {string.Join('\n', References.Select(reference => reference.Xml()))}
            </SignedInfo><SignatureValue/>{KeyInfo}{Objects}</Signature>
            """;

    /// <summary>The document with the signature at its end, or in the place of <c>[signature]</c>.</summary>
    public string In(string document)
    {
        if (document.Contains("[signature]", StringComparison.Ordinal))
            return document.Replace("[signature]", Xml(), StringComparison.Ordinal);
        var end = document.LastIndexOf("</", StringComparison.Ordinal);
        return document[..end] + Xml() + document[end..];
    }

    /// <summary>Computes every digest, those of manifests first, and the value.</summary>
    public string Sign(string document, Func<byte[], byte[]> sign, IDetachedContent? detached = null)
    {
        var text = In(document);
        foreach (var inManifests in new[] { true, false })
            for (var i = 0; i < Read(text).Elements.Count; i++)
            {
                var (signature, elements) = Read(text);
                if (elements[i].Parent!.Value.Is("SignedInfo", Ds) == inManifests)
                    continue;
                var reference = SignedReference.Read(elements[i]);
                using var sink = new MemorySink();
                new ReferenceOctets(detached, null).Write(ReferencePlan.Of(reference, signature, inManifests), sink);
                text = Fill(text, "DigestValue", i, reference.Digest!.Of(sink.ToArray()));
            }
        return Fill(text, "SignatureValue", 0, sign(Read(text).Signature.SignedOctets!));
    }

    private const string Ds = "http://www.w3.org/2000/09/xmldsig#";

    private static (XmlSignature Signature, List<Element> Elements) Read(string text)
    {
        SignedDocument
            .TryRead(Encoding.UTF8.GetBytes(text), TreeLimits.Default, out var document, out var rejection)
            .ShouldBeTrue(rejection?.Reason);
        return (
            XmlSignature.Read(document!, document!.Signatures[0]),
            [.. document.Signatures[0].Descendants().Where(e => e.Is("Reference", Ds))]
        );
    }

    private static string Fill(string text, string element, int index, byte[] value)
    {
        var place = Regex.Matches(text, $"<{element}(/>|>[^<]*</{element}>)")[index];
        return $"{text[..place.Index]}<{element}>{Convert.ToBase64String(value)}</{element}>{text[(place.Index + place.Length)..]}";
    }
}

/// <param name="Transforms">URIs of algorithms, or whole elements.</param>
public sealed record DsigReference(string Uri, params string[] Transforms)
{
    public string? Type { get; init; }
    public string? Id { get; init; }
    public string Digest { get; init; } = XadesTemplate.Sha256;

    public string Xml()
    {
        var list =
            Transforms.Length == 0
                ? ""
                : $"<Transforms>{string.Concat(Transforms.Select(t => t.StartsWith('<') ? t : $"<Transform Algorithm=\"{t}\"/>"))}</Transforms>";
        var type = (Type is null ? "" : $" Type=\"{Type}\"") + (Id is null ? "" : $" Id=\"{Id}\"");
        return $"<Reference URI=\"{Uri}\"{type}>{list}<DigestMethod Algorithm=\"{Digest}\"/><DigestValue/></Reference>";
    }
}
