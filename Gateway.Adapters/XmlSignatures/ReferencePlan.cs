using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>How a reference is going to be digested.</summary>
/// <param name="Nodes">The nodes of the signature's document, with everything that selects applied; null for what lies
/// outside.</param>
/// <param name="Rest">The transforms still to do.</param>
internal sealed record ReferencePlan(SignedReference Reference, NodeSet? Nodes, IReadOnlyList<Transform> Rest)
{
    /// <exception cref="ReferenceFailed">There is nothing that may be digested.</exception>
    /// <exception cref="OctetsExceeded">Finding it costs more than is allowed.</exception>
    public static ReferencePlan Of(SignedReference reference, XmlSignature signature, bool isInManifest = false)
    {
        if (reference.Digest is null)
            throw Unsupported("The digest algorithm is not on the closed list.");
        if (reference.Transforms is not { } transforms)
            throw Unsupported("A transform is not on the closed list.");
        if (reference.Uri is null)
            throw Unsupported("The reference does not say what it refers to.");
        if (!reference.IsSameDocument)
            return new ReferencePlan(reference, null, transforms);
        if (ReferenceTarget.Read(reference.Uri) is not { } target)
            throw Unsupported("The form of the reference's URI is not on the closed list.");
        var (nodes, done) = signature.Document.Work.Once(
            KeyOf(reference, signature),
            () => Select(target, transforms, signature)
        );
        OwnParts.RequireOwn(nodes, signature, isInManifest);
        if (transforms.Any(transform => transform is Transform.Base64))
            OwnParts.RequireType(nodes, reference.Type);
        return new ReferencePlan(reference, nodes, [.. transforms.Skip(done)]);
    }

    /// <summary>The same for two references that digest the same in the same way.</summary>
    public string KeyIn(XmlSignature signature) => DigestCacheKey.Of(Reference.DigestUri, KeyOf(Reference, signature));

    /// <param name="isNarrowed">The transforms that are left took something of the document away.</param>
    public ReferenceScope Scope(XmlSignature signature, bool isNarrowed)
    {
        if (Nodes is null)
            return new ReferenceScope(
                !Rest.Any(transform => transform is Transform.Selection or Transform.Base64),
                Reference.Uri!
            );
        var root = signature.Document.Tree.Root;
        if (!isNarrowed && root != signature.Element && Nodes.CoversAllBut("Signature", XadesNames.Ds))
            return new ReferenceScope(true, root.LocalName);
        return new ReferenceScope(
            false,
            Nodes.Apexes is [var only] ? only.Attribute("Id") ?? only.LocalName : root.LocalName
        );
    }

    private static (NodeSet Nodes, int Done) Select(
        ReferenceTarget target,
        IReadOnlyList<Transform> transforms,
        XmlSignature signature
    )
    {
        var document = signature.Document;
        var nodes =
            target.In(document)
            ?? throw new ReferenceFailed(ReferenceOutcome.NotFound, "Nothing in the document has the id referred to.");
        var done = 0;
        for (; done < transforms.Count; done++)
        {
            if (transforms[done] is Transform.EnvelopedSignature)
                nodes = WithoutSignature(nodes, signature.Element);
            else if (transforms[done] is Transform.Selection selection)
                nodes = selection.Of(nodes, document.Work);
            else
                break;
        }
        return (nodes, done);
    }

    /// <summary>
    /// Signers also use this transform for data inside the signature, and mean that it does nothing there; Santuario and the
    /// JDK read it the same way.
    /// </summary>
    private static NodeSet WithoutSignature(NodeSet nodes, Element signature) =>
        nodes.Apexes is [var apex] && apex != signature && apex.IsWithin(signature) ? nodes : nodes.Without([signature]);

    private static string KeyOf(SignedReference reference, XmlSignature signature)
    {
        var transforms = reference.Transforms!;
        var own = transforms.Any(t => t is Transform.EnvelopedSignature) ? $"{signature.Element.Index}" : "";
        return DigestCacheKey.Of([own, reference.Uri!, .. transforms.Select(t => t.Key)]);
    }

    private static ReferenceFailed Unsupported(string reason) => new(ReferenceOutcome.Unsupported, reason);
}
