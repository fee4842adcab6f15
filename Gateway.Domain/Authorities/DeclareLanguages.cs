namespace Gateway.Domain.Authorities;

/// <param name="Languages">All accepted languages, BCP 47.</param>
public sealed record DeclareLanguages(IReadOnlyList<string> Languages);

/// <summary>How accepted languages are declared.</summary>
public static class DeclareLanguagesDecider
{
    private const int Most = 50;

    public static DirectoryDecision Decide(DeclareLanguages command, Authority authority, DateTimeOffset now)
    {
        var languages = command.Languages.Distinct().ToList();
        if (languages.Count > Most || languages.Exists(language => !DirectoryCodes.IsLanguage(language)))
            return DirectoryDecision.Rejected(
                Problem.MalformedRequest,
                $"Languages are BCP 47 tags such as es or es-CO, {Most} at most."
            );
        return languages.SequenceEqual(authority.Languages)
            ? DirectoryDecision.Nothing
            : DirectoryDecision.To(new LanguageDeclared(authority.Id, languages, now));
    }
}
