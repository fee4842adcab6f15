using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Domain.Channels;

namespace Gateway.Adapters.Channels.Folder;

/// <summary>
/// The file beside a message in a shared folder (docs/channels/folder.md). It says how to read the message and proves
/// nothing about it.
/// </summary>
/// <param name="Transmission"><c>AUTHORITY/message id/leg</c>.</param>
internal sealed record FolderEnvelope(
    string Format,
    string Transmission,
    LegKind Leg,
    DateTimeOffset SubmittedAt,
    bool Sandbox,
    IReadOnlyList<FolderFile> Attachments
)
{
    public const string Format1 = "gateway-folder-1";

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, FolderJson.Default.FolderEnvelope);

    /// <summary>Null when it is not of this form.</summary>
    public static FolderEnvelope? Read(byte[] bytes)
    {
        try
        {
            return
                JsonSerializer.Deserialize(bytes, FolderJson.Default.FolderEnvelope)
                    is { Format: Format1, Transmission: not null, Attachments: { Count: <= 100 } files } envelope
                && files.All(file => file is { Name: not null, MediaType: not null })
                ? envelope
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The attachment with the same number.</summary>
internal sealed record FolderFile(string Name, string MediaType);

/// <summary>The receiver's report on a message in the folder.</summary>
/// <param name="Kind"><c>delivered</c>: the receiving gateway recorded it; <c>opened</c>: an officer took it over.</param>
internal sealed record FolderReceipt(string Format, string Transmission, ReceiptKind Kind, DateTimeOffset At)
{
    public const string Format1 = "gateway-folder-receipt-1";

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, FolderJson.Default.FolderReceipt);

    /// <summary>Null when it is not of this form.</summary>
    public static FolderReceipt? Read(byte[] bytes)
    {
        try
        {
            return
                JsonSerializer.Deserialize(bytes, FolderJson.Default.FolderReceipt)
                    is { Format: Format1, Transmission: not null, Kind: ReceiptKind.Delivered or ReceiptKind.Opened } receipt
                ? receipt
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(FolderEnvelope))]
[JsonSerializable(typeof(FolderReceipt))]
internal sealed partial class FolderJson : JsonSerializerContext;
