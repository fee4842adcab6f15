namespace Gateway.Domain.Messages;

/// <summary>
/// The form of a signed message in transfer: an XML document with separate attachments, or a container that holds them.
/// </summary>
/// <param name="Name">Name of the file for its receiver.</param>
public sealed record DocumentForm(string Name, string MediaType)
{
    public static readonly DocumentForm Xml = new("message.xml", "application/xml");

    /// <summary>ASiC-E, ETSI EN 319 162-1.</summary>
    public static readonly DocumentForm Container = new("message.asice", "application/vnd.etsi.asic-e+zip");

    public static readonly IReadOnlyList<DocumentForm> All = [Xml, Container];

    /// <summary>The number of first bytes that show the form of a document.</summary>
    public const int TellingBytes = 4;

    public static DocumentForm Of(string mediaType) => mediaType == Container.MediaType ? Container : Xml;

    /// <summary>Detects the form from the first bytes: no XML document begins like a ZIP archive.</summary>
    public static DocumentForm Of(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8) ? Container : Xml;
}
