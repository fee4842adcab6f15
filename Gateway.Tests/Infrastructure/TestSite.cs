using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Adapters.Xades.Signing;
using Gateway.Api.Configuration;
using Gateway.Api.Sandbox;
using Gateway.Domain.Messages;

namespace Gateway.Tests.Infrastructure;

/// <summary>
/// A sandbox on disk for one or two gateways: <c>co</c> serves CO-CA and <c>es</c> serves ES-CA, or <c>both</c> serves both.
/// Writes and signs messages as its test persons.
/// </summary>
public sealed class TestSite : IDisposable
{
    private readonly Dictionary<string, X509Certificate2> persons = [];

    public TestSite(bool isOneGateway = false, Func<string, IReadOnlyList<EndpointEntry>>? endpoints = null)
    {
        Root = Leftovers.NewFolder("site");
        Directory.CreateDirectory(Root);
        SandboxSite.Create(
            isOneGateway
                ? [new(FolderOf("both"), ["CO-CA", "ES-CA"])]
                : [new(FolderOf("co"), ["CO-CA"]), new(FolderOf("es"), ["ES-CA"])],
            endpoints ?? (authority => SandboxSite.Endpoints(Root, authority)),
            TimeProvider.System
        );
        Gateways = isOneGateway ? ["both"] : ["co", "es"];
    }

    public string Root { get; }

    public IReadOnlyList<string> Gateways { get; }

    /// <summary>What every gateway of the site is told: its mailboxes and folders lie in the site.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { ["Gateway__Maildir__Roots__0"] = Root, ["Gateway__Folder__Roots__0"] = Root };

    /// <summary>An authority's part of the shared folder.</summary>
    public string SharedFolderOf(string authority) => Path.Combine(Root, "folder", authority);

    public string MailboxOf(string authority) => Path.Combine(Root, "maildir", authority);

    /// <summary>Puts a file where an authority's mailbox was: nothing can be delivered to it or read from it.</summary>
    public async Task BlockMailboxAsync(string authority)
    {
        var mailbox = MailboxOf(authority);
        await Eventually.SeeAsync(() => Task.FromResult(Directory.Exists(mailbox) ? mailbox : null));
        Directory.Move(mailbox, mailbox + ".away");
        await File.WriteAllTextAsync(mailbox, "not a mailbox");
    }

    public void UnblockMailbox(string authority)
    {
        File.Delete(MailboxOf(authority));
        Directory.Move(MailboxOf(authority) + ".away", MailboxOf(authority));
    }

    /// <summary>The data directory of a gateway.</summary>
    public string DataOf(string gateway) => Path.Combine(Root, gateway);

    public string FolderOf(string gateway) => SandboxSite.FolderOf(DataOf(gateway));

    /// <summary>As a gateway would start on its data directory.</summary>
    public GatewayOptions OptionsOf(string gateway) =>
        SandboxSite.Complete(new GatewayOptions { Data = DataOf(gateway) }, TimeProvider.System);

    /// <summary>
    /// A test person with the private key: <c>co-officer</c>, <c>es-officer</c>, <c>auditor</c>, <c>operator</c>.
    /// </summary>
    public X509Certificate2 Person(string name)
    {
        lock (persons)
        {
            if (!persons.TryGetValue(name, out var person))
                persons[name] = person = X509CertificateLoader.LoadPkcs12FromFile(
                    Path.Combine(FolderOf(Gateways[0]), $"{name}.p12"),
                    SandboxSite.Password,
                    X509KeyStorageFlags.Exportable
                );
            return person;
        }
    }

    /// <summary>
    /// Registers one more caller, with a key of its own that no authority issued; before or while a gateway runs.
    /// </summary>
    public void AddCaller(string name, string authority, params IReadOnlyList<string> roles)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        File.WriteAllBytes(
            Path.Combine(FolderOf(Gateways[0]), $"{name}.p12"),
            certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, SandboxSite.Password)
        );
        ChangeCallers(callers =>
            [.. callers, new(SandboxSite.ActorOf(name), authority, roles, certificate.ExportCertificatePem())]
        );
    }

    public void ChangeCallers(Func<IReadOnlyList<CallerEntry>, IReadOnlyList<CallerEntry>> change)
    {
        var file = Path.Combine(FolderOf(Gateways[0]), "directory.json");
        var directory = DirectoryFile.Read(file);
        File.WriteAllBytes(
            file,
            JsonSerializer.SerializeToUtf8Bytes(directory with { Callers = change(directory.Callers) }, DirectoryFile.Json)
        );
    }

    /// <summary>A sandbox message, not signed yet.</summary>
    public static SampleMessage Sample(
        MessageKind kind,
        string from = "CO-CA",
        string to = "ES-CA",
        Guid? exchange = null,
        Guid? answers = null,
        params IReadOnlyList<SampleAttachment> attachments
    ) =>
        new(kind, from, to, Guid.CreateVersion7(), exchange ?? Guid.CreateVersion7(), DateTimeOffset.UtcNow)
        {
            Answers = answers,
            Attachments = attachments,
        };

    public byte[] Sign(SampleMessage message, string? person = null) =>
        Sign(message.Write(), person ?? OfficerOf(message.From));

    public byte[] Sign(byte[] document, string person) => XadesSigner.Sign(document, Person(person), DateTimeOffset.UtcNow);

    public static string OfficerOf(string authority) => authority == "CO-CA" ? "co-officer" : "es-officer";

    public void Dispose()
    {
        foreach (var person in persons.Values)
            person.Dispose();
        Leftovers.Remove(Root);
    }
}
