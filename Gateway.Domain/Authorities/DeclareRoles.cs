namespace Gateway.Domain.Authorities;

/// <param name="Roles">All roles of the authority; a role that is not listed ends.</param>
public sealed record DeclareRoles(IReadOnlyList<DeclaredRole> Roles);

/// <summary>How roles are declared.</summary>
public static class DeclareRolesDecider
{
    private const int Most = 200;

    public static DirectoryDecision Decide(DeclareRoles command, Authority authority, DateTimeOffset now)
    {
        var roles = command.Roles.Distinct().ToList();
        if (roles.Count > Most)
            return DirectoryDecision.Rejected(Problem.MalformedRequest, $"An authority has {Most} roles at most.");
        if (
            roles.Exists(role =>
                role.LegalBasis is { } basis && !DirectoryCodes.IsLegalBasis(basis)
                || role.RequestType is { } type && !DirectoryCodes.IsRequestType(type)
            )
        )
            return DirectoryDecision.Rejected(
                Problem.MalformedRequest,
                "A role names a legal basis such as UNTOC and a type of request such as mla, or neither."
            );
        return roles.SequenceEqual(authority.Roles)
            ? DirectoryDecision.Nothing
            : DirectoryDecision.To(new RolesDeclared(authority.Id, roles, now));
    }
}
