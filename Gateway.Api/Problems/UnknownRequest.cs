using Gateway.Domain;

namespace Gateway.Api.Problems;

/// <summary>The same answer for what does not exist and for what belongs to another authority.</summary>
public static class UnknownRequest
{
    public static readonly Problem Problem = new(Problem.NotFound, "There is no such request, or it is not yours.");
}
