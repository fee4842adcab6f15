namespace Gateway.Domain.Requests;

/// <summary>
/// An obligation of the sender after its request was sent electronically. Preflight reports it; acceptance opens it.
/// </summary>
/// <param name="Why">One sentence for a person.</param>
public sealed record ImpliedObligation(DeadlineKind Kind, int WithinDays, string Why);
