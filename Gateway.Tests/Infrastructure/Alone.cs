namespace Gateway.Tests.Infrastructure;

/// <summary>Tests that measure the process, so nothing else may run in it meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
