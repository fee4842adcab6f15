using System.Collections.Frozen;

namespace Gateway.Domain.Routing;

/// <summary>
/// Domains at which any person can get a mailbox: an address there does not prove who reads it, so it has the lowest
/// assurance. The list is never complete; a deployment adds its own.
/// </summary>
public sealed class FreeMailDomains(IEnumerable<string> further)
{
    private static readonly string[] WellKnown =
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.es",
        "hotmail.fr",
        "live.com",
        "msn.com",
        "yahoo.com",
        "yahoo.es",
        "yahoo.fr",
        "yahoo.com.br",
        "yahoo.com.mx",
        "yahoo.com.ar",
        "yahoo.co.uk",
        "ymail.com",
        "rocketmail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "web.de",
        "mail.com",
        "mail.ru",
        "bk.ru",
        "list.ru",
        "inbox.ru",
        "yandex.com",
        "yandex.ru",
        "zoho.com",
        "zohomail.com",
        "tutanota.com",
        "tuta.com",
        "tuta.io",
        "hushmail.com",
        "fastmail.com",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "uol.com.br",
        "bol.com.br",
        "terra.com.br",
        "ig.com.br",
        "sapo.pt",
        "laposte.net",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "libero.it",
        "rediffmail.com",
        "naver.com",
        "hanmail.net",
        "seznam.cz",
        "wp.pl",
        "o2.pl",
        "abv.bg",
        "ukr.net",
        "rambler.ru",
        "mail.ee",
        "inbox.lv",
    ];

    private readonly FrozenSet<string> domains = WellKnown
        .Concat(further)
        .Select(Normal)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a mail address at one of the domains or below it; false for every other form of address.</summary>
    public bool Holds(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 1 || address.Contains('/', StringComparison.Ordinal))
            return false;
        for (
            var domain = Normal(address[(at + 1)..]);
            ;
            domain = domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..]
        )
        {
            if (domains.Contains(domain))
                return true;
            if (!domain.Contains('.', StringComparison.Ordinal))
                return false;
        }
    }

    private static string Normal(string domain) => domain.Trim().TrimEnd('.');
}
