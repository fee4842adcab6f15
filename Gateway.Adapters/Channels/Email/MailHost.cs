using System.Net;

namespace Gateway.Adapters.Channels.Email;

/// <summary>One account on one mail server, over SMTP or IMAP, and which certificate of the server is trusted.</summary>
public sealed record MailHost
{
    /// <summary>Name or address of the server.</summary>
    public string Host { get; init; } = "";

    /// <summary>Usually 465 (SMTP) or 993 (IMAP) with implicit TLS, 587 or 143 with STARTTLS.</summary>
    public int Port { get; init; }

    /// <summary>How the connection is protected; <c>None</c> on loopback only.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.ImplicitTls;

    /// <summary>The account that is logged in.</summary>
    public string User { get; init; } = "";

    /// <summary>The password of that account.</summary>
    public string Password { get; init; } = "";

    /// <summary>PEM file of the only trusted authorities; unset: those of the operating system.</summary>
    public string? CaFile { get; init; }

    /// <summary>SHA-256 of the server's certificate (DER) in hex; set: only that certificate is trusted.</summary>
    public string? PinnedSha256 { get; init; }

    /// <summary>From the first packet to the completed login.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Errors in these options, one sentence each, without secrets.</summary>
    public IEnumerable<string> Flaws(string name)
    {
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
            yield return $"{name}: Host is not a host name";
        if (Port is < 1 or > 65535)
            yield return $"{name}: Port is not between 1 and 65535";
        if (User.Length == 0 || Password.Length == 0)
            yield return $"{name}: User and Password are required";
        if (Security == MailSecurity.None && !IsLoopback)
            yield return $"{name}: Security None is only for loopback";
        if (CaFile is not null && !File.Exists(CaFile))
            yield return $"{name}: CaFile does not exist";
        if (PinnedSha256 is not null && (PinnedSha256.Length != 64 || !PinnedSha256.All(char.IsAsciiHexDigit)))
            yield return $"{name}: PinnedSha256 is not 64 hex digits";
        if (ConnectTimeout <= TimeSpan.Zero)
            yield return $"{name}: ConnectTimeout is not positive";
    }

    /// <summary>For logs and the debugger: never the account.</summary>
    public override string ToString() => $"{Host}:{Port} ({Security})";

    private bool IsLoopback =>
        Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}

/// <summary>How the connection is protected. With both forms of TLS only the upgrade itself is sent in clear text.</summary>
public enum MailSecurity
{
    /// <summary>TLS from the first byte (RFC 8314).</summary>
    ImplicitTls,

    /// <summary>STARTTLS, required: without it the connection is closed.</summary>
    StartTls,

    /// <summary>No TLS; loopback only.</summary>
    None,
}
