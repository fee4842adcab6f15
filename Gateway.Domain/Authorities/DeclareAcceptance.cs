namespace Gateway.Domain.Authorities;

/// <summary>Records all conditions of an authority for electronic requests.</summary>
public sealed record DeclareAcceptance(ElectronicAcceptance Acceptance);

/// <summary>How conditions for electronic requests are declared.</summary>
public static class DeclareAcceptanceDecider
{
    private const int Most = 50;

    public static DirectoryDecision Decide(DeclareAcceptance command, Authority authority, DateTimeOffset now)
    {
        var acceptance = command.Acceptance with { Conditions = [.. command.Acceptance.Conditions.Distinct().Order()] };
        if (
            acceptance.Requirements.Count > Most
            || acceptance.Requirements.Any(requirement => !DirectoryCodes.IsName(requirement.Code))
        )
            return DirectoryDecision.Rejected(
                Problem.MalformedRequest,
                $"Requirements have a code such as standardOfProof each, and are {Most} at most."
            );
        if (acceptance.Requirements.DistinctBy(requirement => requirement.Code).Count() != acceptance.Requirements.Count)
            return DirectoryDecision.Rejected(Problem.MalformedRequest, "Each requirement has a code of its own.");
        return acceptance.Equals(authority.Acceptance)
            ? DirectoryDecision.Nothing
            : DirectoryDecision.To(new ElectronicAcceptanceDeclared(authority.Id, acceptance, now));
    }
}
