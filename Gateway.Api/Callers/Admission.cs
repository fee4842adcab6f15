using System.Security.Claims;
using System.Text.RegularExpressions;
using Gateway.Domain.Authorities;
using Microsoft.AspNetCore.Authentication;

namespace Gateway.Api.Callers;

/// <summary>
/// What every credential, certificate or token, must yield: an opaque actor, an authority served here, and roles that exist.
/// Everything else in a credential is ignored.
/// </summary>
public sealed partial class Admission(IAuthorityDirectory directory)
{
    /// <summary>Null when it comes to no caller of this gateway.</summary>
    public Caller? Admit(string actor, string authority, IEnumerable<string> roles) =>
        IsOpaque(actor) && directory.Find(authority) is { IsServed: true }
            ? new Caller(actor, authority, [.. roles.Intersect(Policies.Roles, StringComparer.Ordinal)])
            : null;

    /// <summary>
    /// Ids are written into every event the caller causes, so a name or a mail address is not accepted; nor is
    /// <c>gateway</c>, which means the gateway itself in a history.
    /// </summary>
    public static bool IsOpaque(string actor) =>
        Opaque().IsMatch(actor) && !actor.Equals("gateway", StringComparison.OrdinalIgnoreCase);

    /// <summary>Lets the caller in under a scheme.</summary>
    internal static AuthenticationTicket Ticket(HttpContext context, Caller caller, string scheme)
    {
        context.Features.Set(caller);
        var roles = caller.Roles.Select(role => new Claim(ClaimTypes.Role, role));
        return new(
            new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, caller.Actor), .. roles], scheme)),
            scheme
        );
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._:|-]{1,128}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Opaque();
}
