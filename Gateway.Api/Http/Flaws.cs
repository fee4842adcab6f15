using Gateway.Domain;

namespace Gateway.Api.Http;

/// <summary>The errors of a body, member by member (RFC 6901 pointers). It never repeats what was written.</summary>
internal sealed class Flaws
{
    private readonly List<ProblemPointer> found = [];

    public Problem? Problem =>
        found.Count == 0
            ? null
            : new(
                Problem.MalformedRequest,
                "Members of the body are not of the documented form; the pointers name them.",
                found
            );

    public Flaws Add(string pointer, string detail)
    {
        if (found.Count < 50)
            found.Add(new(pointer, detail));
        return this;
    }

    /// <summary>Checks that free text is present and no longer than a person writes.</summary>
    public Flaws Text(string pointer, string? text) => text.IsText() ? this : Add(pointer, "Text of 1 to 20000 characters.");

    public Flaws NotInFuture(string pointer, DateTimeOffset at, DateTimeOffset now) =>
        at <= now ? this : Add(pointer, "A time that is not in the future.");

    public Flaws Unless(bool isRight, string pointer, string detail) => isRight ? this : Add(pointer, detail);
}
