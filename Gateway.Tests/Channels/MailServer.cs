using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Channels.Email;

namespace Gateway.Tests.Channels;

/// <summary>
/// A real mail server, Postfix and Dovecot, on free loopback ports, with every file in a directory of its own. What it
/// started it stops, by process id, and its directory goes with it. Needs root (Postfix drops privileges itself) and
/// what <c>deploy/install-mail-server</c> installs.
/// </summary>
public sealed class MailServer : IAsyncLifetime
{
    private const string Postfix = "/usr/sbin/postfix";
    private const string PostfixMaster = "/usr/lib/postfix/sbin/master";
    private const string Dovecot = "/usr/sbin/dovecot";

    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-mail-").FullName;
    private readonly List<Process> _processes = [];

    /// <summary>Null when it runs.</summary>
    public string? WhyAbsent { get; private set; }

    /// <summary>Submission, STARTTLS required.</summary>
    public int SmtpPort { get; } = FreePort();

    /// <summary>Submission, TLS from the first byte.</summary>
    public int SmtpsPort { get; } = FreePort();

    /// <summary>IMAP, STARTTLS required.</summary>
    public int ImapPort { get; } = FreePort();

    /// <summary>IMAP, TLS from the first byte.</summary>
    public int ImapsPort { get; } = FreePort();

    /// <summary>PEM of the authority that issued the certificate for <c>localhost</c>.</summary>
    public string CaFile => Path.Combine(_directory, "ca.pem");

    public static MailUser Colombia { get; } = new("co@gateway.test", "co-sandbox");

    public static MailUser Spain { get; } = new("es@gateway.test", "es-sandbox");

    /// <summary>Answered 451 4.7.1, for ever.</summary>
    public static string GreylistedAddress => "greylisted@gateway.test";

    public static string UnknownAddress => "nobody@gateway.test";

    public SmtpOptions SmtpOptions(MailUser user, MailSecurity security = MailSecurity.StartTls) =>
        new() { Smtp = Host(user, security, security == MailSecurity.StartTls ? SmtpPort : SmtpsPort) };

    public ImapOptions ImapOptions(MailUser user, MailSecurity security = MailSecurity.StartTls) =>
        new() { Imap = Host(user, security, security == MailSecurity.StartTls ? ImapPort : ImapsPort) };

    /// <summary>Skips the calling test, or fails it where the server has to be there (<c>CI=true</c>).</summary>
    public void Require()
    {
        if (WhyAbsent is null)
            return;
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            Assert.Fail(WhyAbsent);
        Assert.Skip(WhyAbsent);
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(PostfixMaster) || !File.Exists(Dovecot) || !File.Exists("/usr/lib/dovecot/lmtp"))
            WhyAbsent = "no mail server: run deploy/install-mail-server";
        else if (!Environment.IsPrivilegedProcess)
            WhyAbsent = "no mail server: Postfix can only be started by root";
        if (WhyAbsent is not null)
            return;
        try
        {
            WriteEverything();
            Run(Postfix, "-c", In("postfix"), "check");
            Start(Dovecot, "-F", "-c", In("dovecot.conf"));
            Start(PostfixMaster, "-c", In("postfix"), "-d");
            foreach (var port in new[] { SmtpPort, SmtpsPort, ImapPort, ImapsPort })
                await AnswersAsync(port);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            using (process)
            {
                Run("/bin/kill", "-TERM", $"{process.Id}");
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
                try
                {
                    await process.WaitForExitAsync(patience.Token);
                }
                catch (OperationCanceledException)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        _processes.Clear();
        for (var tries = 0; Directory.Exists(_directory); tries++)
        {
            try
            {
                Directory.Delete(_directory, recursive: true);
            }
            catch (IOException) when (tries < 20)
            {
                await Task.Delay(100); // a child is still closing its files
            }
        }
    }

    private MailHost Host(MailUser user, MailSecurity security, int port) =>
        new()
        {
            Host = "localhost",
            Port = port,
            Security = security,
            User = user.Address,
            Password = user.Password,
            CaFile = CaFile,
        };

    private string In(string name) => Path.Combine(_directory, name);

    private void WriteEverything()
    {
        OpenToServers(_directory);
        foreach (var directory in new[] { "postfix", "queue", "mail", "run", "state" })
            OpenToServers(Directory.CreateDirectory(In(directory)).FullName);
        Run("/bin/chown", "postfix:", In("state"));
        Run("/bin/chown", "mail:mail", In("mail"));
        WriteCertificates();
        File.WriteAllText(
            In("users"),
            string.Concat(new[] { Colombia, Spain }.Select(user => $"{user.Address}:{{PLAIN}}{user.Password}\n"))
        );
        File.WriteAllText(In("dovecot.conf"), MailServerFiles.Dovecot(_directory, ImapPort, ImapsPort));
        File.WriteAllText(
            In("postfix/main.cf"),
            MailServerFiles.PostfixMain(_directory, [Colombia.Address, Spain.Address, GreylistedAddress])
        );
        File.WriteAllText(In("postfix/master.cf"), MailServerFiles.PostfixMaster(SmtpPort, SmtpsPort));
    }

    private static void OpenToServers(string directory) => Run("/bin/chmod", "755", directory);

    private void WriteCertificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ca = new CertificateRequest("CN=Mail test authority", caKey, HashAlgorithmName.SHA256);
        ca.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        ca.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var issuer = ca.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var server = request.Create(issuer, now.AddDays(-1), now.AddDays(20), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(CaFile, issuer.ExportCertificatePem() + "\n");
        File.WriteAllText(In("server.pem"), server.ExportCertificatePem() + "\n");
        File.WriteAllText(In("server.key"), key.ExportPkcs8PrivateKeyPem() + "\n");
        Run("/bin/chmod", "600", In("server.key"));
    }

    private void Start(string program, params string[] arguments) =>
        _processes.Add(
            Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!
        );

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && program != "/bin/kill")
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {said}");
    }

    private async Task AnswersAsync(int port)
    {
        for (var tries = 0; ; tries++)
        {
            if (_processes.Find(process => process.HasExited) is { } dead)
                throw new InvalidOperationException($"mail server ended: {await dead.StandardError.ReadToEndAsync()} {Log}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>What both servers wrote, for a failing test.</summary>
    public string Log =>
        string.Concat(new[] { "dovecot.log", "postfix.log" }.Select(In).Where(File.Exists).Select(File.ReadAllText));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

public sealed record MailUser(string Address, string Password);
