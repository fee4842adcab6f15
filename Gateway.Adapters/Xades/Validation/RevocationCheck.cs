using Gateway.Adapters.Certificates;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>What is known of a certificate's revocation at some time.</summary>
/// <param name="Statement">The latest that counts; null when none does.</param>
/// <param name="WhyNone">The most significant reason why the statements do not count; null when there are none.</param>
internal sealed record RevocationAnswer(RevocationStatement? Statement, SubIndication? WhyNone);

/// <summary>Chooses which lists and responses count (ETSI EN 319 102-1, 5.2.5, and 5.6.2.2 step 2.a).</summary>
internal sealed class RevocationCheck(ValidationContext context)
{
    private const int MostDepth = 2;

    public static bool IsAsked(Certificate certificate) => !certificate.Extensions.IsNeverRevoked;

    /// <summary>
    /// The statement must be issued by then, proven to exist by then, and signed by a signer who was trusted then.
    /// </summary>
    public RevocationAnswer At(Certificate certificate, Certificate issuer, DateTimeOffset control) =>
        At(certificate, issuer, control, 0);

    /// <summary>Until when the policy accepts a statement about a signer as fresh: at least until its own time.</summary>
    public DateTimeOffset FreshUntil(RevocationStatement statement)
    {
        var until =
            context.Policy.LongestRevocationAge is { } age ? Later(statement.ThisUpdate, age)
            : statement.NextUpdate is { } next ? Later(next, context.Policy.RevocationGrace)
            : statement.ThisUpdate;
        return until > statement.ThisUpdate ? until : statement.ThisUpdate;
    }

    private RevocationAnswer At(Certificate certificate, Certificate issuer, DateTimeOffset control, int depth)
    {
        SubIndication? whyNone = null;
        foreach (var statement in context.About(certificate, issuer))
        {
            if (statement.ThisUpdate > control || context.Proofs.Of(statement.Source.Key) > control)
                continue;
            if (FlawOf(statement, issuer, control, depth) is not { } flaw)
                return new RevocationAnswer(statement, null);
            whyNone ??= flaw;
        }
        return new RevocationAnswer(null, whyNone);
    }

    private SubIndication? FlawOf(RevocationStatement statement, Certificate issuer, DateTimeOffset control, int depth)
    {
        var existed = context.Proofs.Of(statement.Source.Key);
        if (existed >= context.Policy.Algorithms.EndOf(statement.Source.Signed, statement.Signer))
            return SubIndication.CryptoConstraintsFailureNoPoe;
        var signer = statement.Signer;
        if (signer.Equals(issuer) || context.IsAnchor(signer))
            return null;
        if (existed > signer.NotAfter)
            return SubIndication.RevocationOutOfBoundsNoPoe;
        if (existed >= context.Policy.Algorithms.EndOf(signer.Signed, issuer))
            return SubIndication.CryptoConstraintsFailureNoPoe;
        if (signer.Extensions.HasNoCheck || !IsAsked(signer) || !context.Policy.RequiresRevocation)
            return null;
        if (depth == MostDepth)
            return SubIndication.TryLater;
        return At(signer, issuer, control, depth + 1).Statement is { Standing: CertificateStanding.Good }
            ? null
            : SubIndication.TryLater;
    }

    private static DateTimeOffset Later(DateTimeOffset time, TimeSpan by) =>
        DateTimeOffset.MaxValue - time > by ? time + by : DateTimeOffset.MaxValue;
}
