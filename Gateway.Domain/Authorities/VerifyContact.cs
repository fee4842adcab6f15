using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>Somebody made sure of what the directory says of an authority.</summary>
/// <param name="Source">Code of how or by whom.</param>
/// <param name="VerifiedAt">When; not in the future.</param>
public sealed record VerifyContact(string Source, DateTimeOffset VerifiedAt, VaultItem? Note);

/// <summary>How a verification is recorded; an older one than the last says nothing new.</summary>
public static class VerifyContactDecider
{
    public static Decided Decide(VerifyContact command, Authority authority, DateTimeOffset now)
    {
        if (!DirectoryCodes.IsSource(command.Source))
            return Decided.Refused(Problem.MalformedRequest, "The source of a verification is a code such as telephone.");
        if (command.VerifiedAt > now)
            return Decided.Refused(Problem.MalformedRequest, "A verification lies in the past.");
        return authority.Verified?.At >= command.VerifiedAt
            ? Decided.Nothing
            : Decided.To(new ContactVerified(authority.Id, command.Source, command.VerifiedAt, command.Note, now));
    }
}
