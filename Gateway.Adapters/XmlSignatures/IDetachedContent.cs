namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// Data that a signature names and that is not in its document: the files of a container, or data from the caller. Only
/// available data is returned; nothing is ever fetched.
/// </summary>
public interface IDetachedContent
{
    /// <param name="uri">Exactly as the reference has it, with its percent signs.</param>
    /// <returns>The same bytes each time; null when there is no such thing. The caller disposes of it.</returns>
    Stream? Open(string uri);
}
