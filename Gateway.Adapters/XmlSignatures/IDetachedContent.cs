namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Data that a signature names and that does not lie in its document: the files of a container, or what a caller hands over.
/// An answer comes from what is at hand; nothing is ever fetched.
/// </summary>
public interface IDetachedContent
{
    /// <param name="uri">Exactly as the reference has it, with its percent signs.</param>
    /// <returns>The same bytes each time; null when there is no such thing. The caller disposes of it.</returns>
    Stream? Open(string uri);
}
