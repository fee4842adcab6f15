using System.Text;
using Gateway.Adapters.Zip;

namespace Gateway.Adapters.Asic;

/// <summary>
/// The entry <c>mimetype</c> (EN 319 162-1, A.1): it declares the container type in the first bytes of the file.
/// </summary>
internal static class Mimetype
{
    private const int MostLength = 256;

    /// <summary>The byte order mark of UTF-8, read as Latin 1.</summary>
    private const string ByteOrderMark = "\u00EF\u00BB\u00BF";

    public static ContainerKind Check(ContainerReading reading)
    {
        var entries = reading.Zip.Entries;
        if (entries.FirstOrDefault(each => each.Name == AsicNames.Mimetype) is not { } entry)
        {
            reading.Find(ContainerFlaw.MimetypeMissing, "There is no mimetype.");
            return Guess(entries);
        }
        if (!entry.IsStored || entry.Offset != 0 || entry.HasExtraField)
            reading.Find(
                ContainerFlaw.MimetypePlace,
                "The mimetype is not the first entry, stored, without an extra field.",
                entry
            );
        var text = entry.Length <= MostLength && reading.Read(entry) is { } octets ? Encoding.Latin1.GetString(octets) : "";
        var type = (text.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? text[ByteOrderMark.Length..] : text).Trim(
            ' ',
            '\t',
            '\r',
            '\n'
        );
        if (type is not (AsicNames.SimpleType or AsicNames.ExtendedType))
        {
            reading.Find(ContainerFlaw.MimetypeUnknown, "The mimetype is not that of an ASiC container.", entry);
            return Guess(entries);
        }
        if (type != text)
            reading.Find(
                ContainerFlaw.MimetypePadded,
                "There is white space around the mimetype, or a byte order mark before it.",
                entry
            );
        return type == AsicNames.SimpleType ? ContainerKind.Simple : ContainerKind.Extended;
    }

    /// <summary>Guesses the kind of a container that declares none, so that a report is still possible.</summary>
    private static ContainerKind Guess(IReadOnlyList<ZipEntry> entries) =>
        entries.Any(entry => entry.Name == AsicNames.Signatures)
        && entries.Where(AsicNames.IsData).Take(2).ToList() is [var only]
        && !only.Name.Contains('/', StringComparison.Ordinal)
            ? ContainerKind.Simple
            : ContainerKind.Extended;
}
