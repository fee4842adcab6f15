using Gateway.Adapters.Certificates;
using Gateway.Adapters.XmlSignatures;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>Combines the results of the steps into a conclusion.</summary>
internal sealed class SignatureConclusion(ValidationContext context, IDetachedContent? detached)
{
    private readonly BasicValidation _basic = new(context, detached);
    private readonly TimeValidation _time = new(context);

    public SignatureReport Of(SubjectSignature subject)
    {
        var checks = new CheckList();
        var basic = _basic.Of(subject, checks);
        foreach (var failed in subject.Timestamps.Where(each => !each.IsPassed))
            checks.Warn("timestamp", failed.Conclusion.Reason);
        if (checks.Decision is null)
            checks.Add("time", _time.Of(subject, subject.Signer.Certificate!, basic));
        var level = LevelFinder.Of(subject, basic.Check, context);
        checks.Warn("level", level.Missing);
        RequireByPolicy(subject, basic, level.Level, checks);
        if (context.IsCutShort)
            checks.Warn("certificatePath", "Not all certificates and lists were looked at: there are too many.");

        var isCovered = basic.Check?.CoversSignedProperties == true;
        var properties = isCovered ? subject.Properties : null;
        return new SignatureReport
        {
            Id = subject.Signature.Id,
            CounterSignatureOf = subject.Parent?.Id,
            Conclusion = checks.Decision ?? Conclusion.Passed,
            Level = level.Level,
            IsIntact = basic.IsIntact,
            IsValid = basic.Check is { IsValid: true },
            IsSigningCertificateIdentified = subject.Signer.IsNamed,
            SigningTime = subject.Properties?.SigningTime,
            BestSignatureTime = context.Proofs.Of(subject.Material.ValueKey),
            Scope = [.. Scopes(basic.Check)],
            Timestamps = [.. subject.Timestamps.Select(Report)],
            Chain = Names(subject, basic),
            SigningCertificate = subject.Signer.Certificate?.Key,
            SignaturePolicy = properties?.Policy is { } policy ? policy.Identifier ?? "implied" : null,
            ClaimedRoles = properties?.ClaimedRoles ?? [],
            Commitments = properties?.Commitments ?? [],
            Checks = checks.All,
            Undecided =
                basic.Certificate is not null && checks.Decision is { Indication: Indication.Indeterminate } open
                    ? Undecided(subject, open)
                    : [],
            AtHand = context.Pool.All,
        };
    }

    private static List<Certificate> Undecided(SubjectSignature subject, Conclusion open)
    {
        var ofTimestamps = subject
            .Timestamps.Where(each => each is { Token.IsIntact: true, Conclusion.Indication: Indication.Indeterminate })
            .Select(each => each.Authority)
            .OfType<Certificate>();
        return open.SubIndication is SubIndication.RevokedNoPoe or SubIndication.RevokedCaNoPoe
            ? [.. ofTimestamps]
            : [subject.Signer.Certificate!, .. ofTimestamps];
    }

    private void RequireByPolicy(SubjectSignature subject, BasicOutcome basic, string level, CheckList checks)
    {
        if (
            context.Policy.RequiredLevel is { } required
            && subject.Parent is null
            && !SignatureLevel.Reaches(level, required)
        )
            checks.Add(
                "policy",
                Conclusion.Unsettled(SubIndication.SigConstraintsFailure, $"The signature is not of level {required}.")
            );
        if (context.Policy.RequiresFullScope && subject.Parent is null && !Scopes(basic.Check).Any(scope => scope.IsFull))
            checks.Add(
                "policy",
                Conclusion.Unsettled(SubIndication.SigConstraintsFailure, "The signature covers parts only.")
            );
    }

    private static IEnumerable<ReferenceScope> Scopes(SignatureCheck? check) =>
        (check?.References ?? [])
            .Where(reference => reference.Target is not { } target || target != check!.Signature.SignedProperties)
            .SelectMany(reference => reference.Manifest.Count > 0 ? reference.Manifest : [reference])
            .Where(reference => reference.IsIntact)
            .Select(reference => reference.Scope)
            .OfType<ReferenceScope>();

    private static TimestampReport Report(TimestampConclusion timestamp) =>
        new(
            timestamp.Timestamp.Element.LocalName,
            timestamp.Token.IsIntact,
            timestamp.IsPassed,
            timestamp.Time,
            timestamp.Authority?.Subject.ToString(),
            timestamp.Conclusion
        );

    private IReadOnlyList<string> Names(SubjectSignature subject, BasicOutcome basic)
    {
        if (subject.Signer.Certificate is not { } signer)
            return [];
        var path = basic.Certificate?.Path is { } found ? found.Certificates.Append(found.Anchor) : context.Upwards(signer);
        return [.. path.Select(each => each.Subject.ToString())];
    }
}
