using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>The result for a certificate at the current time.</summary>
/// <param name="Flaw">A flaw that no proof of existence removes; null when a valid path exists.</param>
/// <param name="Path">The best path; null when no path leads to an anchor.</param>
/// <param name="Doubts">The doubts, with the most significant first.</param>
/// <param name="Statements">The revocation statements relied on, with the certificates that they are about.</param>
internal sealed record CertificateConclusion(
    Conclusion? Flaw,
    CertificatePath? Path,
    IReadOnlyList<Doubt> Doubts,
    IReadOnlyList<(Certificate Of, RevocationStatement Statement)> Statements
)
{
    public bool IsPassed => Flaw is null && Doubts.Count == 0;
}

/// <summary>
/// X.509 certificate validation at the current time (ETSI EN 319 102-1, 5.2.6). The result reports all doubts about a
/// certificate, not only the first.
/// </summary>
internal sealed class CertificateValidation(ValidationContext context)
{
    private readonly RevocationCheck _revocation = new(context);

    public CertificateConclusion Of(Certificate target, CertificateUse use)
    {
        CertificateConclusion? best = null;
        foreach (var path in context.PathsOf(target))
        {
            var conclusion = Of(path, use);
            if (conclusion.IsPassed)
                return conclusion;
            if (best is null || Rank(conclusion) < Rank(best))
                best = conclusion;
        }
        return best
            ?? new CertificateConclusion(
                Conclusion.Unsettled(
                    SubIndication.NoCertificateChainFound,
                    "No path leads from the certificate to a trusted one."
                ),
                null,
                [],
                []
            );
    }

    private static int Rank(CertificateConclusion conclusion) => conclusion.Flaw is null ? conclusion.Doubts.Count : 1_000;

    private CertificateConclusion Of(CertificatePath path, CertificateUse use)
    {
        if (PathValidation.FlawOf(path, at: null) is { } flaw)
            return No(SubIndication.CertificateChainGeneralFailure, flaw.Reason, path);
        if (ChainConstraints.FlawOf(path, use, context.Policy) is { } broken)
            return No(SubIndication.ChainConstraintsFailure, broken, path);
        var doubts = new List<Doubt>();
        var statements = new List<(Certificate, RevocationStatement)>();
        for (var i = 0; i < path.Certificates.Count; i++)
            doubts.AddRange(DoubtsOf(path, i, statements));
        if (path.Certificates.Count == 0)
            doubts.AddRange(OutOfBounds(path.Target, isGood: true));
        return new CertificateConclusion(null, path, [.. doubts.OrderBy(doubt => Weight(doubt.SubIndication))], statements);
    }

    private static CertificateConclusion No(SubIndication why, string reason, CertificatePath path) =>
        new(Conclusion.Unsettled(why, reason), path, [], []);

    private IEnumerable<Doubt> DoubtsOf(CertificatePath path, int index, List<(Certificate, RevocationStatement)> statements)
    {
        var (certificate, issuer, isTarget) = (path.Certificates[index], path.IssuerOf(index), index == 0);
        var answer = RevocationCheck.IsAsked(certificate) ? _revocation.At(certificate, issuer, context.At) : null;
        if (answer?.Statement is { } statement)
            statements.Add((certificate, statement));
        if (answer is not null && OfRevocation(answer, isTarget) is { } doubt)
            yield return doubt;
        if (isTarget)
            foreach (
                var each in OutOfBounds(certificate, answer is null or { Statement.Standing: CertificateStanding.Good })
            )
                yield return each;
        else if (!certificate.IsValidAt(context.At))
            yield return new Doubt(SubIndication.OutOfBoundsNoPoe, "An issuer's certificate is not valid now.");
        if (context.At >= context.Policy.Algorithms.EndOf(certificate.Signed, issuer))
            yield return new Doubt(
                SubIndication.CryptoConstraintsFailureNoPoe,
                "A certificate is signed in a way that is not relied on any more."
            );
    }

    private Doubt? OfRevocation(RevocationAnswer answer, bool isTarget)
    {
        var isRequired = context.Policy.RequiresRevocation;
        if (answer.Statement is not { } statement)
            return isRequired ? new Doubt(answer.WhyNone ?? SubIndication.TryLater, ReasonOf(answer.WhyNone)) : null;
        if (statement.Standing == CertificateStanding.Unknown)
            return isRequired ? new Doubt(SubIndication.TryLater, "The responder does not know a certificate.") : null;
        if (statement is { Standing: CertificateStanding.Revoked } && statement.RevokedAt <= context.At)
            return statement.IsOnHold
                    ? new Doubt(SubIndication.TryLater, "A certificate is suspended.", Before: statement.RevokedAt)
                : isTarget
                    ? new Doubt(SubIndication.RevokedNoPoe, "The certificate was revoked.", Before: statement.RevokedAt)
                : new Doubt(
                    SubIndication.RevokedCaNoPoe,
                    "An issuer's certificate was revoked.",
                    Before: statement.RevokedAt
                );
        var fresh = _revocation.FreshUntil(statement);
        return fresh >= context.At || !isRequired
            ? null
            : new Doubt(SubIndication.TryLater, "What tells of revocation is too old.", Before: fresh.AddTicks(1))
            {
                IsOfAge = true,
            };
    }

    private static string ReasonOf(SubIndication? whyNone) =>
        whyNone switch
        {
            SubIndication.CryptoConstraintsFailureNoPoe =>
                "What tells of revocation is signed in a way that is not relied on any more.",
            SubIndication.RevocationOutOfBoundsNoPoe => "Whoever tells of revocation was not in force any more.",
            _ => "Nothing that counts tells whether a certificate was revoked.",
        };

    private IEnumerable<Doubt> OutOfBounds(Certificate target, bool isGood)
    {
        if (target.IsValidAt(context.At))
            yield break;
        var why =
            isGood && context.At > target.NotAfter ? SubIndication.OutOfBoundsNotRevoked : SubIndication.OutOfBoundsNoPoe;
        yield return new Doubt(why, "The certificate is not valid now.", target.NotBefore, target.NotAfter.AddTicks(1));
    }

    private static int Weight(SubIndication why) =>
        why switch
        {
            SubIndication.RevokedNoPoe => 0,
            SubIndication.RevokedCaNoPoe => 1,
            SubIndication.OutOfBoundsNotRevoked or SubIndication.OutOfBoundsNoPoe => 2,
            SubIndication.RevocationOutOfBoundsNoPoe => 3,
            SubIndication.TryLater => 4,
            _ => 5,
        };
}
