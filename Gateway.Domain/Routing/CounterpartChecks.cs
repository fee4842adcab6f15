using Gateway.Domain.Authorities;
using Gateway.Domain.LegalBases;

namespace Gateway.Domain.Routing;

/// <summary>The checks on the addressed authority itself, independent of the channel.</summary>
internal static class CounterpartChecks
{
    private static readonly TimeSpan SoonExpired = TimeSpan.FromDays(30);

    public static IEnumerable<Check> Of(KnownAuthority counterpart, Consignment consignment, Circumstances circumstances)
    {
        yield return Check.Ok("known", $"The directory knows {counterpart.Code}.");
        if (consignment.IsRequest)
        {
            yield return Role(counterpart, consignment);
            yield return Electronic(counterpart);
        }
        yield return Language(counterpart, consignment, circumstances.Terms);
        yield return SigningKey(counterpart, circumstances.Now);
        yield return Verification(counterpart, circumstances.Now);
        if (counterpart.Acceptance is { Requirements.Count: > 0 } acceptance)
            yield return Check.Warning(
                "requirements",
                $"It asks for more: {string.Join(", ", acceptance.Requirements.Select(requirement => requirement.Code))}."
            );
        if (counterpart.Flaws.Count > 0)
            yield return Check.Warning(
                "directory",
                $"Part of its entry cannot be read: {string.Join(", ", counterpart.Flaws)}."
            );
    }

    private static Check Role(KnownAuthority counterpart, Consignment consignment)
    {
        if (counterpart.Roles.Count == 0)
            return Check.Warning("role", "The directory says nothing about its roles.");
        return counterpart.Roles.FirstOrDefault(role => role.Takes(consignment.Type, consignment.LegalBases)) is { } role
            ? Check.Ok(
                "role",
                $"It takes this as {Codes.Of(role.Role)}{(role.LegalBasis is null ? "" : $" under {role.LegalBasis}")}."
            )
            : Check.Blocked(
                "role",
                "It has none of the roles to which this type of request, or this legal basis, is addressed."
            );
    }

    private static Check Electronic(KnownAuthority counterpart) =>
        counterpart.Acceptance switch
        {
            null => Check.Warning(
                "electronicRequests",
                "The directory says nothing about its conditions for electronic requests."
            ),
            { IsAccepted: false } => Check.Blocked("electronicRequests", "It does not take electronic requests."),
            { Conditions.Count: 0 } => Check.Ok("electronicRequests", "It takes electronic requests without conditions."),
            { Conditions: var conditions } => Check.Warning(
                "electronicRequests",
                $"It takes electronic requests under conditions: {string.Join(", ", conditions.Select(condition => Codes.Of(condition)))}."
            ),
        };

    /// <summary>Only a warning: a translation may be attached, and no member of a message states this.</summary>
    private static Check Language(KnownAuthority counterpart, Consignment consignment, Terms terms)
    {
        if (consignment.Language is { } asked && terms.Languages.Count > 0 && !LanguageRanges.Hold(terms.Languages, asked))
            return Check.Warning(
                "language",
                $"The legal basis asks for {string.Join(", ", terms.Languages)}; attach a translation."
            );
        if (counterpart.Languages.Count == 0)
            return Check.Warning("language", "The directory says nothing about its languages.");
        var takes = $"It takes {string.Join(", ", counterpart.Languages)}";
        return consignment.Language is not { } language || LanguageRanges.Hold(counterpart.Languages, language)
            ? Check.Ok("language", $"{takes}.")
            : Check.Warning("language", $"{takes}; attach a translation.");
    }

    private static Check SigningKey(KnownAuthority counterpart, DateTimeOffset now)
    {
        var valid = counterpart.Keys.Where(key => key.Purpose == KeyPurpose.Signing && key.IsValid(now)).ToList();
        if (valid.Count == 0)
            return Check.Warning("signingKey", "No signing key of it is valid now: its answers could not be believed.");
        var until = valid.Max(key => key.ValidTo);
        return until - now < SoonExpired
            ? Check.Warning("signingKey", $"Its last signing key expires on {until.UtcDateTime:yyyy-MM-dd}.")
            : Check.Ok("signingKey", $"A signing key of it is valid until {until.UtcDateTime:yyyy-MM-dd}.");
    }

    private static Check Verification(KnownAuthority counterpart, DateTimeOffset now)
    {
        var stale = Upkeep.IsStale(counterpart.Verified, counterpart.RegisteredAt, now);
        return counterpart.Verified switch
        {
            null => Check.Warning(
                "verification",
                stale ? "Nobody has verified its entry for a year." : "Nobody has verified its entry yet."
            ),
            { At: var at, Source: var source } => stale
                ? Check.Warning(
                    "verification",
                    $"Its entry was last verified on {at.UtcDateTime:yyyy-MM-dd} ({source}), more than a year ago."
                )
                : Check.Ok("verification", $"Its entry was verified on {at.UtcDateTime:yyyy-MM-dd} ({source})."),
        };
    }
}
