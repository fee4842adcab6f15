using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;
using Gateway.Domain.Vault;

namespace Gateway.Domain.Requests;

/// <summary>
/// A request made orally or otherwise outside the gateway is entered afterwards. UNTOC 18(14): confirmed in writing
/// forthwith.
/// </summary>
public sealed record RegisterRequest(
    Guid RequestId,
    ExchangeRole Role,
    string Counterpart,
    string Type,
    IReadOnlyList<string> LegalBases,
    Urgency Urgency,
    OutsideMeans Means,
    VaultItem Record,
    DateTimeOffset TookPlaceAt,
    Terms Terms
);

public static class RegisterRequestDecider
{
    private const int ForthwithDays = 5;

    public static IReadOnlyList<object> Decide(RegisterRequest command, DateTimeOffset now)
    {
        List<object> facts =
        [
            new RequestRegistered(
                command.RequestId,
                command.Role,
                command.Counterpart,
                command.Type,
                command.LegalBases,
                command.Urgency,
                command.Means,
                command.Record,
                command.TookPlaceAt,
                now
            ),
            new LegalBasesApplied(command.RequestId, command.Terms.Applied, command.Terms.Channel.Policy, now),
        ];
        if (command.Means == OutsideMeans.Oral)
            facts.Add(
                Openings.Obligation(
                    command.RequestId,
                    1,
                    DeadlineKind.FormalConfirmation,
                    messageId: null,
                    command.Terms.Confirmation is { AfterOral: true } rule ? rule.WithinDays : ForthwithDays,
                    now
                )
            );
        return facts;
    }
}
