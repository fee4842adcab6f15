using Microsoft.AspNetCore.Authorization;

namespace Gateway.Api.Callers;

/// <summary>
/// The roles that may call an endpoint (docs/authorisation.md). An endpoint without a policy is open to every role, and to
/// no caller without a role. So an endpoint whose policy was forgotten is closed to strangers.
/// </summary>
internal static class Policies
{
    public static readonly IReadOnlyList<string> Roles =
    [
        Caller.Officer,
        Caller.DecidingOfficer,
        Caller.Auditor,
        Caller.Operator,
        Caller.Administrator,
    ];

    /// <summary>By policy, the roles that satisfy it; any one is enough.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> All = new Dictionary<
        string,
        IReadOnlyList<string>
    >
    {
        [Caller.Officer] = [Caller.Officer, Caller.DecidingOfficer],
        [Caller.Decision] = [Caller.DecidingOfficer],
        [Caller.Content] = [Caller.Officer, Caller.DecidingOfficer, Caller.Auditor],
        [Caller.Progress] = [Caller.Officer, Caller.DecidingOfficer, Caller.Auditor, Caller.Operator],
        [Caller.Delivery] = [Caller.Officer, Caller.DecidingOfficer, Caller.Operator],
        [Caller.Addresses] = [Caller.Officer, Caller.DecidingOfficer, Caller.Auditor, Caller.Administrator],
        [Caller.Auditor] = [Caller.Auditor],
        [Caller.Administrator] = [Caller.Administrator],
    };

    public static void AddPolicies(this IServiceCollection services)
    {
        var anyRole = new AuthorizationPolicyBuilder().RequireRole(Roles).Build();
        var authorization = services.AddAuthorizationBuilder().SetDefaultPolicy(anyRole).SetFallbackPolicy(anyRole);
        foreach (var (name, roles) in All)
            authorization.AddPolicy(name, policy => policy.RequireRole(roles));
    }

    /// <summary>The role in which a caller acts under a policy: the first role that satisfies it.</summary>
    public static string RoleIn(this Caller caller, string policy) => All[policy].First(caller.Roles.Contains);
}
