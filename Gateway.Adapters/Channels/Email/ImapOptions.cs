namespace Gateway.Adapters.Channels.Email;

/// <summary>The mailbox of one served authority.</summary>
public sealed record ImapOptions
{
    /// <summary>
    /// Code of the served authority whose mailbox this is, such as <c>CO-CA</c>; unset where the key is the code.
    /// </summary>
    public string? Authority { get; init; }

    /// <summary>Where the mailbox is read.</summary>
    public MailHost Imap { get; init; } = new();

    /// <summary>Folder that is read.</summary>
    public string Folder { get; init; } = "INBOX";

    /// <summary>Folder for messages that can never be processed; created if missing.</summary>
    public string SetAsideFolder { get; init; } = "SetAside";

    /// <summary>For each command to the server; the download of one message takes longest.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of an arriving message as transferred; a larger one is reported and not fetched.</summary>
    public long LargestArrival { get; init; } = 30L << 20;

    /// <summary>Errors in these options, one sentence each, without secrets.</summary>
    public IEnumerable<string> Flaws()
    {
        foreach (var flaw in Imap.Flaws("Imap"))
            yield return flaw;
        if (Folder.Length == 0 || SetAsideFolder.Length == 0)
            yield return "Folder and SetAsideFolder are required";
        if (AnswerTimeout <= TimeSpan.Zero)
            yield return "AnswerTimeout is not positive";
        if (LargestArrival is <= 0 or > int.MaxValue)
            yield return "LargestArrival is not between 1 and 2147483647";
    }
}
