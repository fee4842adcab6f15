using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Api.Callers;
using Gateway.Api.Configuration;

namespace Gateway.Api.Sandbox;

/// <summary>
/// The files a sandbox gateway runs on: keys, test persons, directory. They have the form a real deployment's files have,
/// so a sandbox runs exactly the code a real gateway runs.
/// </summary>
public static class SandboxSite
{
    public const string Password = "sandbox";

    /// <summary>Test persons: file name, authority, state, roles.</summary>
    private static readonly (string Name, string Authority, string State, string[] Roles)[] Persons =
    [
        ("co-officer", "CO-CA", "CO", [Caller.Officer]),
        ("co-deciding", "CO-CA", "CO", [Caller.Officer, Caller.DecidingOfficer]),
        ("es-officer", "ES-CA", "ES", [Caller.Officer]),
        ("es-deciding", "ES-CA", "ES", [Caller.Officer, Caller.DecidingOfficer]),
        ("auditor", "CO-CA", "CO", [Caller.Auditor]),
        ("es-auditor", "ES-CA", "ES", [Caller.Auditor]),
        ("operator", "CO-CA", "CO", [Caller.Operator]),
        ("administrator", "CO-CA", "CO", [Caller.Administrator]),
        ("second-administrator", "CO-CA", "CO", [Caller.Administrator]),
    ];

    /// <summary>
    /// Completes the options of a gateway without a directory; makes the sandbox on first use and finds it again later.
    /// </summary>
    public static GatewayOptions Complete(GatewayOptions options, TimeProvider clock)
    {
        var folder = FolderOf(options.Data);
        if (!File.Exists(Path.Combine(folder, "directory.json")))
        {
            Create([new(folder, ["CO-CA", "ES-CA"])], authority => Endpoints(folder, authority), clock);
        }
        return Use(options, folder);
    }

    /// <summary>The ways an authority is reached on this machine, in order of preference.</summary>
    public static IReadOnlyList<EndpointEntry> Endpoints(string root, string authority) =>
        [
            new("maildir", Path.Combine(root, "maildir", authority), Sandbox: true),
            new("folder", Path.Combine(root, "folder", authority), Sandbox: true),
        ];

    /// <summary>The opaque id of a test person, by its certificate as much as by its tokens.</summary>
    public static string ActorOf(string name) => $"sandbox-{name}";

    internal static string NameOf(CallerEntry person) => person.Actor[ActorOf("").Length..];

    public static string FolderOf(string data) => GatewayOptions.SandboxFolderOf(data);

    /// <summary>
    /// Makes the sites of one sandbox: they share a test authority and persons, and each serves its own authorities.
    /// </summary>
    public static void Create(
        IReadOnlyList<Site> sites,
        Func<string, IReadOnlyList<EndpointEntry>> endpoints,
        TimeProvider clock
    )
    {
        using var pki = new TestPki(clock.GetUtcNow());
        var persons = Persons
            .Select(person =>
                (person, Certificate: pki.IssuePerson(person.Name, person.State, isRsa: person.Name == "co-officer"))
            )
            .ToList();
        using var publisher = pki.IssuePerson("publisher", "CO", isRsa: false);
        foreach (var site in sites)
        {
            // Only a finished site has its directory, so a start that broke off is begun again.
            Directory.CreateDirectory(
                site.Folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            File.WriteAllText(Path.Combine(site.Folder, "ca.pem"), pki.RootPem);
            foreach (var (person, certificate) in persons)
                WriteKey(Path.Combine(site.Folder, $"{person.Name}.p12"), certificate);
            WriteKey(Path.Combine(site.Folder, "publisher.p12"), publisher);
            using (var tls = pki.IssueGateway("localhost", forTls: true))
                WriteKey(Path.Combine(site.Folder, "server.p12"), tls);
            using (var receipts = pki.IssueGateway("Gateway sandbox receipts", forTls: false))
                WriteKey(Path.Combine(site.Folder, "receipts.p12"), receipts);
            using (var timestamps = pki.IssueTimestampAuthority("Gateway sandbox timestamps"))
                WriteKey(Path.Combine(site.Folder, "timestamps.p12"), timestamps);
            WriteSecret(Path.Combine(site.Folder, "key-encryption-key"), RandomNumberGenerator.GetBytes(32));
            new SandboxIssuer(site.Folder).Trusted();
            SandboxReadme.Write(site.Folder, GatewayOptions.DefaultUrl);
            var directory = new DirectoryFile(
                [
                    Authority("CO-CA", "Central authority of Colombia (sandbox)", "CO", "es"),
                    Authority("ES-CA", "Central authority of Spain (sandbox)", "ES", "es"),
                ],
                [
                    .. persons
                        .Where(person => site.Serves.Contains(person.person.Authority))
                        .Select(person => new CallerEntry(
                            ActorOf(person.person.Name),
                            person.person.Authority,
                            person.person.Roles,
                            person.Certificate.ExportCertificatePem()
                        )),
                ],
                [new("sandbox-publisher", publisher.ExportCertificatePem())]
            );
            File.WriteAllBytes(
                Path.Combine(site.Folder, "directory.json.new"),
                JsonSerializer.SerializeToUtf8Bytes(directory, DirectoryFile.Json)
            );
            File.SetUnixFileMode(
                Path.Combine(site.Folder, "directory.json.new"),
                UnixFileMode.UserRead | UnixFileMode.UserWrite
            );
            File.Move(
                Path.Combine(site.Folder, "directory.json.new"),
                Path.Combine(site.Folder, "directory.json"),
                overwrite: true
            );

            AuthorityEntry Authority(string code, string name, string state, string language) =>
                new(
                    code,
                    name,
                    state,
                    site.Serves.Contains(code),
                    [language],
                    endpoints(code),
                    [
                        .. persons
                            .Where(person => person.person.Authority == code && person.person.Roles.Contains(Caller.Officer))
                            .Select(person => person.Certificate.ExportCertificatePem()),
                    ]
                );
        }
        persons.ForEach(person => person.Certificate.Dispose());
    }

    private static GatewayOptions Use(GatewayOptions options, string folder) =>
        options with
        {
            IsSandbox = true,
            Directory = Path.Combine(folder, "directory.json"),
            KeyEncryptionKey = options.KeyEncryptionKey ?? Path.Combine(folder, "key-encryption-key"),
            ReceiptKey = options.ReceiptKey ?? Path.Combine(folder, "receipts.p12"),
            ServerCertificate = options.ServerCertificate ?? Path.Combine(folder, "server.p12"),
            KeyPassword = options.KeyPassword ?? Password,
            Tokens = options.Tokens ?? new SandboxIssuer(folder).Trusted(),
            OpenMetrics = options.OpenMetrics ?? true,
            Evidence = options.Evidence with { Anchors = options.Evidence.Anchors ?? Path.Combine(folder, "ca.pem") },
            SandboxTimestampKey = Path.Combine(folder, "timestamps.p12") is var key && File.Exists(key) ? key : null,
        };

    private static void WriteKey(string path, X509Certificate2 certificate) =>
        WriteSecret(path, certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, Password));

    internal static void WriteSecret(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

/// <param name="Folder">Where the site's files go.</param>
/// <param name="Serves">Codes of the authorities this gateway acts for; the others are counterparts.</param>
public sealed record Site(string Folder, IReadOnlyList<string> Serves);
