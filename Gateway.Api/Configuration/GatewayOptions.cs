using Gateway.Api.Hosting;

namespace Gateway.Api.Configuration;

/// <summary>
/// Everything an administrator sets, in the configuration section <c>Gateway</c> (docs/configuration.md).
/// <see cref="StartPlan"/> decides from it whether the gateway is real or a sandbox, which makes its own keys, persons
/// and directory.
/// </summary>
public sealed record GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Where calls are answered unless <c>urls</c> names another address.</summary>
    internal const string DefaultUrl = "https://localhost:8443";

    /// <summary>Where the gateway keeps what is its own: sandbox, embedded database, spool.</summary>
    public string Data { get; init; } = "data";

    /// <summary>Where a sandbox keeps its keys, test persons and directory.</summary>
    internal string SandboxFolder => SandboxFolderOf(Data);

    internal static string SandboxFolderOf(string data) => Path.Combine(Path.GetFullPath(data), "sandbox");

    /// <summary>Path of the directory of authorities and callers (docs/formats/directory.md).</summary>
    public string? Directory { get; init; }

    /// <summary>Domains at which anybody gets a mailbox, beyond the well-known ones.</summary>
    public IReadOnlyList<string> FreeMailDomains { get; init; } = [];

    /// <summary>32 bytes that wrap every data key of the vault.</summary>
    public string? KeyEncryptionKey { get; init; }

    /// <summary>PKCS#12 with the key that signs submission receipts.</summary>
    public string? ReceiptKey { get; init; }

    /// <summary>PKCS#12 with the TLS server certificate.</summary>
    public string? ServerCertificate { get; init; }

    /// <summary>Password of both PKCS#12 files; unset when they have none.</summary>
    public string? KeyPassword { get; init; }

    /// <summary>
    /// File that holds that password instead, in one line: what systemd and containers hand over as a secret.
    /// </summary>
    public string? KeyPasswordFile { get; init; }

    /// <summary>Whose access tokens are believed; unset means that callers show certificates.</summary>
    public TokenOptions? Tokens { get; init; }

    /// <summary>Calls of one authority per second, in the long run; more are told to come back.</summary>
    public int CallsPerSecond { get; init; } = 500;

    /// <summary>Calls of one authority that may come at once before the rate counts.</summary>
    public int CallsAtOnce { get; init; } = 1000;

    /// <summary>
    /// <c>/metrics</c> is there, for anybody who can reach it: it knows no caller and speaks of all authorities together.
    /// Unset means in a sandbox only.
    /// </summary>
    public bool? OpenMetrics { get; init; }

    /// <summary>
    /// PKCS#12 of the timestamp authority that a sandbox runs itself, at <c>/sandbox/tsa</c>; only a sandbox sets it.
    /// </summary>
    public string? SandboxTimestampKey { get; internal init; }

    /// <summary>Test keys, test persons, test messages; only the start decides it.</summary>
    public bool IsSandbox { get; internal init; }

    /// <summary>What calls may take of the gateway.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>How evidence of originals is taken and renewed.</summary>
    public EvidenceOptions Evidence { get; init; } = new();

    /// <summary>How much of what was rejected is kept, and for how long.</summary>
    public RejectionOptions Rejections { get; init; } = new();

    /// <summary>Free bytes on a disk of the gateway below which nothing is taken in.</summary>
    public long LeastFreeBytes { get; init; } = 500_000_000;

    /// <summary>Bytes of one message document.</summary>
    public long LargestDocument { get; init; } = 10_000_000;

    /// <summary>Bytes of document and attachments together.</summary>
    public long LargestMessage { get; init; } = 100_000_000;

    /// <summary>Pauses before the 2nd, 3rd ... attempt; unset means the default schedule.</summary>
    public IReadOnlyList<TimeSpan>? RetryDelays { get; init; }

    /// <summary>How long a channel that names no time of its own may take to answer one attempt.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often mailboxes and folders are looked into.</summary>
    public TimeSpan IntakeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Arrivals of one mailbox or folder examined at the same time.</summary>
    public int ArrivalsAtOnce { get; init; } = 4;

    /// <summary>How long the examination of one arrival may take; longer counts as a failed try.</summary>
    public TimeSpan ArrivalWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Before an arrival whose examination failed is examined again; six times as long after each further failure.
    /// </summary>
    public TimeSpan RetryArrivalAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a message is looked at again that waits for the request it belongs to; sooner when that arrives.
    /// </summary>
    public TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a round through one mailbox or folder may take before health reports it.</summary>
    public TimeSpan RoundWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an arrival may wait before health reports it.</summary>
    public TimeSpan ArrivalsWaitAtMost { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the event streams are searched for work that fell out of every queue.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often every channel is asked whether it can carry.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Folder of legal bases beside, or newer than, those that come with the gateway (docs/formats/legal-basis.md).
    /// </summary>
    public string? LegalBases { get; init; }

    /// <summary>
    /// How long work may be overdue before a sweep drives it again; the queues have this long to do it themselves.
    /// </summary>
    public TimeSpan OverdueAfter { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Submissions worked on at the same time, once their bodies have come; no authority has all of these places.
    /// </summary>
    public int ConcurrentSubmissions { get; init; } = 8;

    /// <summary>
    /// Submissions of one authority that may come in or wait beyond <see cref="ConcurrentSubmissions"/>; more are told to
    /// come back.
    /// </summary>
    public int WaitingSubmissions { get; init; } = 32;

    /// <summary>Messages accepted and not yet handed over, above which no more are accepted for a while.</summary>
    public int LargestBacklog { get; init; } = 400;

    /// <summary>Several gateways share one database; needs a connection string.</summary>
    public bool SeveralNodes { get; init; }

    /// <summary>Attempts carried at the same time over one channel.</summary>
    public int ConcurrentAttempts { get; init; } = 8;

    /// <summary>How long the start waits for a PostgreSQL that does not answer yet.</summary>
    public TimeSpan DatabaseWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The start makes and changes tables itself. False: the verb <c>schema</c> does that as the owner of the database,
    /// and the gateway's own role has no right to.
    /// </summary>
    public bool MakesSchema { get; init; } = true;

    /// <summary>What keeps these options from being used, one sentence each, the member first.</summary>
    public IEnumerable<string> Flaws()
    {
        var positive = new (string Name, bool IsPositive)[]
        {
            (nameof(CallsPerSecond), CallsPerSecond > 0),
            (nameof(CallsAtOnce), CallsAtOnce > 0),
            (nameof(LargestDocument), LargestDocument > 0),
            (nameof(AnswerWithin), AnswerWithin > TimeSpan.Zero),
            (nameof(IntakeEvery), IntakeEvery > TimeSpan.Zero),
            (nameof(SweepEvery), SweepEvery > TimeSpan.Zero),
            (nameof(ProbeEvery), ProbeEvery > TimeSpan.Zero),
            (nameof(OverdueAfter), OverdueAfter > TimeSpan.Zero),
            (nameof(ConcurrentSubmissions), ConcurrentSubmissions > 0),
            (nameof(LargestBacklog), LargestBacklog > 0),
            (nameof(ConcurrentAttempts), ConcurrentAttempts > 0),
            (nameof(DatabaseWithin), DatabaseWithin > TimeSpan.Zero),
        };
        foreach (var (name, _) in positive.Where(setting => !setting.IsPositive))
            yield return $"{name} is not more than zero.";
        if (WaitingSubmissions < 0)
            yield return $"{nameof(WaitingSubmissions)} is less than zero.";
        if (LargestMessage < LargestDocument)
            yield return $"{nameof(LargestMessage)} is less than {nameof(LargestDocument)}, which is a part of it.";
        if (RetryDelays is { } delays && (delays.Count == 0 || delays.Any(delay => delay < TimeSpan.Zero)))
            yield return $"{nameof(RetryDelays)} holds a pause of less than zero, or none.";
        if (LegalBases is not null && !System.IO.Directory.Exists(LegalBases))
            yield return $"{nameof(LegalBases)}: {LegalBases} is no folder.";
        if (
            KeyPasswordFile is not null
            && FileCheck.OfSecret(nameof(KeyPasswordFile), KeyPasswordFile, _ => null) is { } flaw
        )
            yield return flaw["Gateway__".Length..];
    }
}
