using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Applies the transforms of a reference to its data (XMLDSig core 1.1, 4.4.3.2) and writes the octets that are digested.
/// </summary>
/// <param name="work">The work allowance; null when the same was done before.</param>
internal sealed class ReferenceOctets(IDetachedContent? detached, DigestBudget? work)
{
    private const int MostDetachedXml = 64 * 1024 * 1024;

    /// <summary>
    /// For nodes that no transform converts to octets: the default of XMLDSig, or the form of a timestamp.
    /// </summary>
    public CanonicalForm Form { get; init; } = CanonicalForm.Inclusive;

    /// <summary>Whether a transform has left out something other than signatures.</summary>
    public bool IsNarrowed { get; private set; }

    /// <exception cref="OctetsExceeded">It is more than is allowed.</exception>
    /// <exception cref="ReferenceFailed">It cannot be computed.</exception>
    public void Write(ReferencePlan plan, OctetSink sink)
    {
        if (plan.Nodes is { } nodes)
            WriteNodes(nodes, plan.Rest, sink);
        else
            WriteDetached(plan, sink);
        sink.Flush();
    }

    private void WriteNodes(NodeSet nodes, IReadOnlyList<Transform> rest, OctetSink sink)
    {
        switch (rest)
        {
            case []:
                Canonicalizer.Write(nodes, Form, sink);
                break;
            case [Transform.Canonical last]:
                Canonicalizer.Write(nodes, last.Form, sink);
                break;
            case [Transform.Canonical first, ..]:
                WriteOctets(Collect(nodes, first.Form), [.. rest.Skip(1)], sink);
                break;
            case [Transform.Base64, ..]:
                IsNarrowed = true;
                WriteOctets(Decode(nodes.TextBytes()), [.. rest.Skip(1)], sink);
                break;
            // Of nodes that were octets in between.
            case [Transform.Selection selection, ..]:
                var left = selection.Of(nodes, work);
                IsNarrowed |= !left.CoversAllBut("Signature", XadesNames.Ds);
                WriteNodes(left, [.. rest.Skip(1)], sink);
                break;
            default:
                throw Unsupported();
        }
    }

    private void WriteOctets(byte[] octets, IReadOnlyList<Transform> rest, OctetSink sink)
    {
        work?.Spend(octets.Length);
        switch (rest)
        {
            case []:
                sink.Write(octets);
                break;
            case [Transform.Base64, ..]:
                IsNarrowed = true;
                WriteOctets(Decode(octets), [.. rest.Skip(1)], sink);
                break;
            case [Transform.EnvelopedSignature, ..]:
                throw Unsupported();
            default:
                if (!XmlTree.TryParse(octets, TreeLimits.Default, out var tree, out _))
                    throw new ReferenceFailed(
                        ReferenceOutcome.Unreadable,
                        "What a transform is to be applied to is not well-formed XML."
                    );
                WriteNodes(NodeSet.Document(tree, withComments: true), rest, sink);
                break;
        }
    }

    private void WriteDetached(ReferencePlan plan, OctetSink sink)
    {
        try
        {
            using var content =
                detached?.Open(plan.Reference.Uri!)
                ?? throw new ReferenceFailed(
                    ReferenceOutcome.NotFound,
                    "What the reference names outside the document is not at hand."
                );
            WriteContent(content, plan, sink);
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            throw new ReferenceFailed(
                ReferenceOutcome.Unreadable,
                "What the reference names outside the document cannot be read."
            );
        }
    }

    private void WriteContent(Stream content, ReferencePlan plan, OctetSink sink)
    {
        var buffer = new byte[64 * 1024];
        if (plan.Rest.Count == 0)
        {
            for (int read; (read = content.Read(buffer)) > 0; )
                sink.Write(buffer.AsSpan(0, read));
            return;
        }
        using var whole = new MemorySink(MostDetachedXml);
        for (int read; (read = content.Read(buffer)) > 0; )
            whole.Write(buffer.AsSpan(0, read));
        var octets = whole.ToArray();
        work?.Allow(plan.Reference.Uri!, octets.Length);
        WriteOctets(octets, plan.Rest, sink);
    }

    private byte[] Collect(NodeSet nodes, CanonicalForm form)
    {
        using var sink = new MemorySink(work?.Left ?? long.MaxValue);
        try
        {
            Canonicalizer.Write(nodes, form, sink);
        }
        finally
        {
            work?.Spend(sink.Taken);
        }
        return sink.ToArray();
    }

    private static byte[] Decode(byte[] text) =>
        ElementShape.TryDecode(text, out var octets)
            ? octets
            : throw new ReferenceFailed(ReferenceOutcome.Unreadable, "What is to be decoded is not base64.");

    private static ReferenceFailed Unsupported() =>
        new(ReferenceOutcome.Unsupported, "The order of the transforms is not on the closed list.");
}

/// <summary>Ends the computation of one reference.</summary>
internal sealed class ReferenceFailed(ReferenceOutcome outcome, string reason) : Exception(reason)
{
    public ReferenceOutcome Outcome => outcome;
}
