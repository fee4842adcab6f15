namespace Gateway.Domain.Messages;

/// <summary>
/// Verifies messages that come in a container (ASiC-E with XAdES, ETSI EN 319 162-1) against keys of the directory.
/// </summary>
public interface IContainerVerifier
{
    /// <summary>
    /// Never throws for what is in the container: every flaw is a problem or a verdict. Does no network access.
    /// </summary>
    /// <param name="container">Opens the container exactly as received, seekable; the same bytes each time.</param>
    /// <param name="keys">As for <see cref="ISignatureVerifier"/>.</param>
    /// <param name="at">The instant at which the signing certificate must be valid.</param>
    ContainerVerdict Verify(Func<Stream> container, IReadOnlyCollection<SigningKey> keys, DateTimeOffset at);

    /// <summary>The message document of a container that was verified before.</summary>
    ReadOnlyMemory<byte> DocumentIn(Func<Stream> container);
}

/// <summary>What one container comes to.</summary>
/// <param name="Problem">Set when it is rejected for a reason other than its signature, or when a more precise reason is
/// known.</param>
/// <param name="Verdict">The verdict of its signature; the signed content is the message document. Null when it was not
/// verified.</param>
/// <param name="Files">Everything signed beside the document; empty unless passed.</param>
public sealed record ContainerVerdict(Problem? Problem, SignatureVerdict? Verdict, IReadOnlyList<ContainedFile> Files);

/// <summary>A signed file of a container.</summary>
/// <param name="Name">Relative, with slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Open">From the container, each time anew.</param>
public sealed record ContainedFile(string Name, long Size, string Sha256, Func<Stream> Open);
