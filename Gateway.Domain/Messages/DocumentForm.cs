namespace Gateway.Domain.Messages;

/// <summary>
/// How a signed message comes and goes: as an XML document with its attachments beside it, or in a container that holds
/// them.
/// </summary>
/// <param name="Name">What the file is called, for whoever gets it.</param>
public sealed record DocumentForm(string Name, string MediaType)
{
    public static readonly DocumentForm Xml = new("message.xml", "application/xml");

    /// <summary>ASiC-E, ETSI EN 319 162-1.</summary>
    public static readonly DocumentForm Container = new("message.asice", "application/vnd.etsi.asic-e+zip");

    public static readonly IReadOnlyList<DocumentForm> All = [Xml, Container];

    /// <summary>Enough of a document to tell its form.</summary>
    public const int TellingBytes = 4;

    public static DocumentForm Of(string mediaType) => mediaType == Container.MediaType ? Container : Xml;

    /// <summary>By its first bytes: no XML document begins as a ZIP archive does.</summary>
    public static DocumentForm Of(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8) ? Container : Xml;
}
