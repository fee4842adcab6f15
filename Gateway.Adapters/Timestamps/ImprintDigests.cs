using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Timestamps;

/// <summary>
/// Digests the data that timestamps of one signature cover. Every archive timestamp begins with all signed data: this part
/// is digested once per algorithm, and each timestamp continues from there.
/// </summary>
internal sealed class ImprintDigests(XmlSignature signature, IDetachedContent? detached) : IDisposable
{
    private readonly DigestBudget _work = signature.Document.Work;
    private readonly Dictionary<string, OctetDigest> _begun = new(StringComparer.Ordinal);

    /// <exception cref="ReferenceFailed">Some of it cannot be computed.</exception>
    /// <exception cref="OctetsExceeded">It is more than is allowed.</exception>
    public byte[] Of(IReadOnlyList<ImprintPart> parts, CanonicalForm form, DigestAlgorithm algorithm)
    {
        var leading = parts.TakeWhile(part => part.Reference is not null).ToList();
        using var digest = Begin(leading, form, algorithm).Copy();
        foreach (var part in parts.Skip(leading.Count))
            Append(part, form, digest);
        return digest.Finish();
    }

    public void Dispose()
    {
        foreach (var digest in _begun.Values)
            digest.Dispose();
    }

    private OctetDigest Begin(List<ImprintPart> leading, CanonicalForm form, DigestAlgorithm algorithm)
    {
        var key = DigestCacheKey.Of([
            algorithm.Uri,
            new Transform.Canonical(form).Key,
            .. leading.Select(part => $"{part.Element.Index}"),
        ]);
        if (_begun.TryGetValue(key, out var begun))
            return begun;
        var digest = OctetDigest.Start(algorithm);
        try
        {
            foreach (var part in leading)
                Append(part, form, digest);
            _begun.Add(key, digest);
            return digest;
        }
        catch
        {
            digest.Dispose();
            throw;
        }
    }

    private void Append(ImprintPart part, CanonicalForm form, OctetDigest digest)
    {
        _work.Spend(DigestBudget.PerPart);
        var plan = part.Reference is null ? null : ReferencePlan.Of(part.Reference, signature);
        var isWholeFile = plan is { Nodes: null, Rest: [] };
        using var sink = new DigestSink(digest, isWholeFile ? long.MaxValue : _work.Left);
        try
        {
            if (plan is not null)
                new ReferenceOctets(detached, _work) { Form = form }.Write(plan, sink);
            else
                Canonicalizer.Write(NodeSet.Subtree(part.Element, withComments: true), form, sink);
        }
        finally
        {
            if (isWholeFile)
                _work.Allow(plan!.Reference.Uri!, sink.Taken);
            _work.Spend(sink.Taken);
        }
    }
}
