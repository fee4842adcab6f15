using System.Security.Cryptography;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Digests what each reference of a signature names and compares (XMLDSig core 1.1, 3.2.1), manifests included (5.1).
/// </summary>
internal sealed class ReferenceVerifier(XmlSignature signature, IDetachedContent? detached)
{
    private readonly DigestBudget _work = signature.Document.Work;
    private readonly Dictionary<string, DigestedOctets> _ofDetached = new(StringComparer.Ordinal);
    private int _left = XmlSignature.MostReferences;

    public List<ReferenceCheck> Check() =>
        [.. signature.References.Select(reference => Check(reference, inManifest: false))];

    private ReferenceCheck Check(SignedReference reference, bool inManifest)
    {
        if (--_left < 0)
            return No(reference, ReferenceOutcome.Exceeded, "The signature and its manifests hold too many references.");
        try
        {
            var plan = ReferencePlan.Of(reference, signature, inManifest);
            var (digest, isNarrowed) = DigestOf(plan);
            var isIntact = CryptographicOperations.FixedTimeEquals(digest, reference.DigestValue.Span);
            var manifest =
                reference.IsToManifest
                && !inManifest
                && plan.Nodes?.Apexes is [var only]
                && only.Is("Manifest", XadesNames.Ds)
                    ? Manifest(only)
                    : [];
            return new ReferenceCheck(
                reference,
                isIntact ? ReferenceOutcome.Intact : ReferenceOutcome.Altered,
                plan.Scope(signature, isNarrowed),
                isIntact ? null : "What is referred to is not what was signed.",
                manifest
            )
            {
                Plan = plan,
            };
        }
        catch (ReferenceFailed failed)
        {
            return No(reference, failed.Outcome, failed.Message);
        }
        catch (OctetsExceeded)
        {
            return No(
                reference,
                ReferenceOutcome.Exceeded,
                "More is referred to than one document may make its reader digest."
            );
        }
    }

    private DigestedOctets DigestOf(ReferencePlan plan)
    {
        var key = plan.KeyIn(signature);
        if (plan.Nodes is not null)
            return _work.Once(key, () => Compute(plan));
        if (!_ofDetached.TryGetValue(key, out var digest))
            _ofDetached.Add(key, digest = Compute(plan));
        return digest;
    }

    private DigestedOctets Compute(ReferencePlan plan)
    {
        // A file is read once for each digest algorithm at most, and none is longer than its container may be.
        var isFree = plan.Nodes is null && plan.Rest.Count == 0;
        if (!isFree)
            _work.Spend(DigestBudget.PerPart);
        using var digest = OctetDigest.Start(plan.Reference.Digest!);
        using var sink = new DigestSink(digest, isFree ? long.MaxValue : _work.Left);
        var octets = new ReferenceOctets(detached, _work);
        try
        {
            octets.Write(plan, sink);
        }
        finally
        {
            if (!isFree)
                _work.Spend(sink.Taken);
        }
        return new DigestedOctets(digest.Finish(), octets.IsNarrowed);
    }

    private List<ReferenceCheck> Manifest(Element manifest)
    {
        var checks = new List<ReferenceCheck>();
        foreach (var element in manifest.Elements().Where(e => e.Is("Reference", XadesNames.Ds)).Take(_left + 1))
            try
            {
                checks.Add(Check(SignedReference.Read(element), inManifest: true));
            }
            catch (SignatureRejected rejected)
            {
                throw new ReferenceFailed(ReferenceOutcome.Unreadable, rejected.Message);
            }
        return checks;
    }

    private static ReferenceCheck No(SignedReference reference, ReferenceOutcome outcome, string reason) =>
        new(reference, outcome, null, reason, []);
}
