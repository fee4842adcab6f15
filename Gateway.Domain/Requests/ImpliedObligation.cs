namespace Gateway.Domain.Requests;

/// <summary>
/// Something the sender owes once its request has gone electronically: told by preflight, opened by acceptance.
/// </summary>
/// <param name="Why">One sentence for a person.</param>
public sealed record ImpliedObligation(DeadlineKind Kind, int WithinDays, string Why);
