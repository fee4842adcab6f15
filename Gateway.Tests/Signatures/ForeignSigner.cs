using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Signatures;

/// <summary>Signs and verifies with xmlsec1, an implementation that shares nothing with ours.</summary>
public static class ForeignSigner
{
    private static readonly Lazy<string?> Version = new(() =>
    {
        try
        {
            return Run("--version").Output.Trim();
        }
        catch (Win32Exception)
        {
            return null;
        }
    });

    /// <summary>Skips the test where xmlsec1 is not installed; fails it where everything must be (CI=true).</summary>
    public static void Require()
    {
        if (Version.Value is not null)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("xmlsec1 is not installed (apt-get install xmlsec1).");
        Assert.Skip("xmlsec1 is not installed (apt-get install xmlsec1).");
    }

    /// <summary>A XAdES-BASELINE-B signature on the document, every computed value by xmlsec1.</summary>
    public static byte[] Sign(string document, X509Certificate2 certificate) =>
        Sign(document, new XadesTemplate { Certificate = certificate });

    public static byte[] Sign(string document, XadesTemplate template) =>
        Fill(template.In(document), PrivateKey(template.Certificate));

    /// <summary>Computes what is empty in the signature of a document.</summary>
    /// <param name="key">PKCS #8, PEM.</param>
    /// <param name="withIds">Elements whose attribute Id is an id, as <c>namespace:name</c>.</param>
    public static byte[] Fill(string document, string key, params string[] withIds)
    {
        using var folder = new TemporaryFolder();
        var (keyFile, input, output) = (folder.File("key.pem"), folder.File("in.xml"), folder.File("out.xml"));
        File.WriteAllText(keyFile, key);
        File.WriteAllText(input, document);
        var (exit, _, errors) = Run(["--sign", "--privkey-pem", keyFile, .. Ids(withIds), "--output", output, input]);
        exit.ShouldBe(0, errors);
        return File.ReadAllBytes(output);
    }

    /// <summary>Whether xmlsec1 finds the signature made by this certificate's key, every reference included.</summary>
    public static bool Verifies(byte[] signed, X509Certificate2 certificate, params string[] withIds)
    {
        using var folder = new TemporaryFolder();
        var (cert, input) = (folder.File("cert.pem"), folder.File("in.xml"));
        File.WriteAllText(cert, certificate.ExportCertificatePem());
        File.WriteAllBytes(input, signed);
        return Run(["--verify", "--enabled-key-data", "key-name", "--pubkey-cert-pem", cert, .. Ids(withIds), input]).Exit
            == 0;
    }

    /// <summary>The same of a file where it lies, with what it refers to beside it.</summary>
    public static bool VerifiesFile(string file, X509Certificate2 certificate, params string[] withIds)
    {
        using var folder = new TemporaryFolder();
        var cert = folder.File("cert.pem");
        File.WriteAllText(cert, certificate.ExportCertificatePem());
        return RunIn(
                Path.GetDirectoryName(file)!,
                ["--verify", "--enabled-key-data", "key-name", "--pubkey-cert-pem", cert, .. Ids(withIds), file]
            ).Exit == 0;
    }

    private static IEnumerable<string> Ids(string[] more) =>
        new[] { "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "urn:gateway:message:1.0:Message" }
            .Concat(more)
            .SelectMany(element => new[] { "--id-attr:Id", element });

    public static string PrivateKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPrivateKey();
        using var ecdsa = certificate.GetECDsaPrivateKey();
        return rsa?.ExportPkcs8PrivateKeyPem() ?? ecdsa!.ExportPkcs8PrivateKeyPem();
    }

    private static (int Exit, string Output, string Errors) Run(params string[] arguments) => RunIn("", arguments);

    private static (int Exit, string Output, string Errors) RunIn(string folder, string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("xmlsec1", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-xmlsec-");

        public string File(string name) => Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
