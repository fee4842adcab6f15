namespace Gateway.Domain.Messages;

/// <summary>
/// The kinds of co-operation sought: the closed list of the message format (message-1.0.xsd, <c>RequestType</c>).
/// </summary>
public static class RequestTypes
{
    public static readonly IReadOnlyList<string> All =
    [
        "mla",
        "extradition",
        "provisionalArrest",
        "preservation",
        "assetFreezing",
        "assetSeizure",
        "assetConfiscation",
        "assetRecovery",
        "informationExchange",
        "spontaneousInformation",
        "serviceOfDocuments",
        "videoconferenceHearing",
        "transferOfProceedings",
        "transferOfPersons",
        "other",
    ];

    public static bool IsKnown(string code) => All.Contains(code, StringComparer.Ordinal);
}
