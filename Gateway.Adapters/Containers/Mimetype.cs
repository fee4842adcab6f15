using System.Text;

namespace Gateway.Adapters.Containers;

/// <summary>The entry <c>mimetype</c> (EN 319 162-1, A.1): what a container says it is, where a file's first bytes already show it.</summary>
internal static class Mimetype
{
    private const int MostLength = 256;

    public static ContainerKind Check(ContainerReading reading)
    {
        var entries = reading.Zip.Entries;
        if (entries.FirstOrDefault(each => each.Name == Asic.Mimetype) is not { } entry)
        {
            reading.Find(ContainerFlaw.MimetypeMissing, "There is no mimetype.");
            return Guess(entries);
        }
        if (!entry.IsStored || entry.Offset != 0 || entry.HasExtraField)
            reading.Find(ContainerFlaw.MimetypePlace, "The mimetype is not the first entry, stored, without an extra field.", entry);
        var text = entry.Length <= MostLength && reading.Read(entry) is { } octets ? Encoding.Latin1.GetString(octets) : "";
        var type = text.Trim(' ', '\t', '\r', '\n');
        if (type is not (Asic.SimpleType or Asic.ExtendedType))
        {
            reading.Find(ContainerFlaw.MimetypeUnknown, "The mimetype is not that of an ASiC container.", entry);
            return Guess(entries);
        }
        if (type != text) reading.Find(ContainerFlaw.MimetypePadded, "There is white space around the mimetype.", entry);
        return type == Asic.SimpleType ? ContainerKind.Simple : ContainerKind.Extended;
    }

    /// <summary>So that something can be told of a container whose kind is not said.</summary>
    private static ContainerKind Guess(IReadOnlyList<ZipEntry> entries) =>
        entries.Any(entry => entry.Name == Asic.Signatures) && entries.Count(Asic.IsData) == 1 ? ContainerKind.Simple : ContainerKind.Extended;
}
