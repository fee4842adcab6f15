namespace Gateway.Api.Configuration;

/// <summary>Where the gateway's own PostgreSQL keeps its data, and how careful it is with it.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>
    /// Holds the cluster, its socket and its logs. Everything on the way to it should be searchable for the user the server
    /// runs as; when it is not, a file named <c>cluster-location</c> in it says where they are instead.
    /// </summary>
    public required string RootDirectory { get; init; }

    /// <summary>False gives up every promise about crashes for speed. For tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Created when it is missing.</summary>
    public string Database { get; init; } = "gateway";

    /// <summary>The directory of <c>postgres</c> and <c>initdb</c>; when given, no other place is looked at.</summary>
    public string? BinaryDirectory { get; init; }

    /// <summary>Settings of the server; they win over the gateway's own, except for its address and its logs.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
