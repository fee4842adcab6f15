namespace Gateway.Adapters.Xades.Validation;

/// <summary>
/// Validates the timestamps, from the latest to the earliest, and takes from each valid one what it proves to have existed
/// (ETSI EN 319 102-1, 5.6.3.4 steps 4 and 5). So each is judged with the proofs of the later ones.
/// </summary>
internal static class ProofExtraction
{
    public static void Run(IReadOnlyList<SubjectSignature> subjects, ValidationContext context)
    {
        var timestamps = new TimestampValidation(context);
        foreach (var subject in subjects)
        {
            var inside = subjects
                .Where(each => each != subject && each.Signature.Element.IsWithin(subject.Signature.Element))
                .Prepend(subject)
                .ToList();
            var concluded = new List<TimestampConclusion>();
            foreach (var timestamp in subject.Material.Timestamps.Reverse())
            foreach (var token in timestamp.Tokens.Reverse())
            {
                var conclusion = timestamps.Of(timestamp, token);
                if (conclusion.IsPassed)
                    foreach (var each in inside)
                        each.Material.Prove(
                            conclusion,
                            each.Signature,
                            each.Signer.NamedBy is null ? null : each.Signer.Certificate,
                            context.Proofs
                        );
                concluded.Insert(0, conclusion);
            }
            subject.Timestamps = concluded;
        }
    }
}
