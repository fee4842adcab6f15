namespace Gateway.Domain.Authorities;

/// <summary>An administrator enters an authority by hand, or a signed list names one the directory does not know.</summary>
public sealed record RegisterAuthority(Listing Listing, string Source, string By);

/// <summary>
/// Enters an authority in the directory. Its description takes effect at once; its endpoints and keys do not.
/// </summary>
public static class RegisterAuthorityDecider
{
    public static DirectoryDecision Decide(RegisterAuthority command, Authority? known, DateTimeOffset now)
    {
        if (known is not null)
            return DirectoryDecision.Rejected(Problem.WrongState, "The authority is registered already; change it instead.");
        var listing = command.Listing;
        var registered = new AuthorityRegistered(
            AuthorityCode.StreamId(listing.Code),
            listing.Code,
            AuthorityCode.StateOf(listing.Code),
            listing.Name,
            now
        );
        var described = DescribeAuthority.Decide(listing, Authority.Create(registered), command.Source, command.By, now);
        return described.Problem is null ? DirectoryDecision.To([registered, .. described.Facts]) : described;
    }
}
