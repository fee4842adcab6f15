namespace Gateway.Domain.Authorities;

/// <summary>
/// The result of an act on the directory: events or a problem. With neither, the requested state exists already.
/// </summary>
/// <param name="Change">The change that waits for a second person: the new one, or an earlier one with the same
/// content.</param>
public sealed record DirectoryDecision(Problem? Problem, IReadOnlyList<object> Facts, Guid? Change = null)
{
    public static readonly DirectoryDecision Nothing = new(null, []);

    public static DirectoryDecision To(params IReadOnlyList<object> facts) => new(null, facts);

    public static DirectoryDecision Proposed(Guid change, object fact) => new(null, [fact], change);

    public static DirectoryDecision ProposedBefore(Guid change) => new(null, [], change);

    public static DirectoryDecision Rejected(string problem, string detail) => new(new Problem(problem, detail), []);
}
