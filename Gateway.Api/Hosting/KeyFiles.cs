using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Vault;
using Gateway.Api.Callers;
using Gateway.Api.Configuration;

namespace Gateway.Api.Hosting;

/// <summary>
/// Checks the files of a gateway before anything is written: each exists, is closed to other users, and has its form.
/// </summary>
internal static class KeyFiles
{
    private const int WrongPassword = unchecked((int)0x80070056);

    /// <exception cref="ConfigurationException">With every fault that is found.</exception>
    public static void Require(GatewayOptions options)
    {
        if (Faults(options).ToList() is { Count: > 0 } faults)
            throw new ConfigurationException(faults);
    }

    public static IEnumerable<string> Faults(GatewayOptions options)
    {
        string?[] faults =
        [
            FileCheck.OfSecret(nameof(options.KeyEncryptionKey), options.KeyEncryptionKey, OfKeyEncryptionKey),
            FileCheck.OfSecret(
                nameof(options.ReceiptKey),
                options.ReceiptKey,
                path => OfPkcs12(path, options.KeyPassword, OfReceiptKey)
            ),
            FileCheck.OfSecret(
                nameof(options.ServerCertificate),
                options.ServerCertificate,
                path => OfPkcs12(path, options.KeyPassword, _ => null)
            ),
            FileCheck.Of(
                nameof(options.Directory),
                options.Directory,
                UnixFileMode.OtherWrite | UnixFileMode.GroupWrite,
                OfDirectory
            ),
        ];
        return faults.OfType<string>();
    }

    /// <summary>
    /// Files that the group may read as well: this is allowed with a warning, because container platforms mount secrets so.
    /// </summary>
    public static IEnumerable<string> Warnings(GatewayOptions options) =>
        from file in new (string Name, string? Path)[]
        {
            (nameof(options.KeyEncryptionKey), options.KeyEncryptionKey),
            (nameof(options.ReceiptKey), options.ReceiptKey),
            (nameof(options.ServerCertificate), options.ServerCertificate),
            (nameof(options.KeyPasswordFile), options.KeyPasswordFile),
        }
        where file.Path is not null && (File.GetUnixFileMode(file.Path) & UnixFileMode.GroupRead) != 0
        select $"Gateway__{file.Name}: {file.Path} can be read by its group";

    private static string? OfKeyEncryptionKey(string path)
    {
        try
        {
            KeyRing.FromFile(path);
            return null;
        }
        catch (InvalidOperationException)
        {
            return "is no key-encryption key: it has exactly 32 bytes, e.g. of openssl rand 32.";
        }
    }

    private static string? OfReceiptKey(X509Certificate2 certificate)
    {
        try
        {
            using var signer = new JwsSigner(certificate);
            return null;
        }
        catch (ArgumentException)
        {
            return "cannot sign receipts: its key is neither on P-256, P-384 or P-521 nor RSA of 2048 bits or more.";
        }
    }

    private static string? OfPkcs12(string path, string? password, Func<X509Certificate2, string?> use)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            using var ecdsa = certificate.GetECDsaPrivateKey();
            using var rsa = certificate.GetRSAPrivateKey();
            return ecdsa is null && rsa is null ? "holds no private key of ECDSA or RSA." : use(certificate);
        }
        catch (CryptographicException exception)
        {
            return exception.HResult == WrongPassword
                ? "does not open with the password in Gateway__KeyPassword or Gateway__KeyPasswordFile."
                : "is no PKCS#12 file with a key and its certificate.";
        }
    }

    private static string? OfDirectory(string path)
    {
        try
        {
            var file = DirectoryFile.Read(path);
            return file.Flaw() ?? RegisteredCallers.FlawOf(file);
        }
        catch (InvalidOperationException exception) when (exception.InnerException is System.Text.Json.JsonException json)
        {
            return $"is not of the form in docs/formats/directory.md (line {json.LineNumber + 1}, {json.Path}).";
        }
    }
}
