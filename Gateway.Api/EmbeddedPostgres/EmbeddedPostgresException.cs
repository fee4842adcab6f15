namespace Gateway.Api.EmbeddedPostgres;

/// <summary>The gateway's own PostgreSQL cannot run; the message tells an operator what to do about it.</summary>
public class EmbeddedPostgresException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>
/// Another gateway owns the directory. Exactly one may; several nodes share a server that is configured for them.
/// </summary>
public sealed class EmbeddedPostgresInUseException(string directory, int? owner)
    : EmbeddedPostgresException(
        $"The directory {directory} is used by {(owner is { } id ? $"process {id}" : "another process")}. "
            + "One gateway owns a private PostgreSQL; several nodes need a connection string."
    )
{
    public string Directory { get; } = directory;

    /// <summary>Process id of the owner, when it has written it down.</summary>
    public int? Owner { get; } = owner;
}
