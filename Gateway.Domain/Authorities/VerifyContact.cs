using Gateway.Domain.Vault;

namespace Gateway.Domain.Authorities;

/// <summary>The directory's data on an authority were verified.</summary>
/// <param name="Source">Code of the means or source of the verification.</param>
/// <param name="VerifiedAt">Time of the verification; not in the future.</param>
public sealed record VerifyContact(string Source, DateTimeOffset VerifiedAt, VaultItem? Note);

/// <summary>Records a verification if it is newer than the last one.</summary>
public static class VerifyContactDecider
{
    public static DirectoryDecision Decide(VerifyContact command, Authority authority, DateTimeOffset now)
    {
        if (!DirectoryCodes.IsSource(command.Source))
            return DirectoryDecision.Rejected(
                Problem.MalformedRequest,
                "The source of a verification is a code such as telephone."
            );
        if (command.VerifiedAt > now)
            return DirectoryDecision.Rejected(Problem.MalformedRequest, "A verification lies in the past.");
        return authority.Verified?.At >= command.VerifiedAt
            ? DirectoryDecision.Nothing
            : DirectoryDecision.To(new ContactVerified(authority.Id, command.Source, command.VerifiedAt, command.Note, now));
    }
}
