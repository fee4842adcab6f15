using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.Signatures;
using Gateway.Api.Hosting;

namespace Gateway.Api.Verbs;

/// <summary><c>sign</c>: signs a message document as an officer, XAdES-BASELINE-B.</summary>
internal static class SignVerb
{
    private const string Usage = "sign IN.xml --key OFFICER.p12 --password P [-o OUT.xml] [--level B]";

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var words = new Arguments(args, "--key", "--password", "-o", "--level", "--tsa");
            if (words.Positional.Count != 1)
                throw new UsageException("Name one document to sign.");
            if (words.One("--level") is { } level and not "B")
                return await VerbTable.FailAsync($"Level {level} is not built yet; B is.");
            using var officer = X509CertificateLoader.LoadPkcs12FromFile(words.Required("--key"), words.One("--password"));
            var signed = XadesSigner.Sign(await File.ReadAllBytesAsync(words.Positional[0]), officer, new GatewayClock().GetUtcNow());
            if (words.One("-o") is { } file)
                await File.WriteAllBytesAsync(file, signed);
            else
            {
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(signed);
            }
            return 0;
        }
        catch (UsageException exception)
        {
            return await VerbTable.FailAsync($"{exception.Message}\nusage: {Usage}");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or CryptographicException)
        {
            return await VerbTable.FailAsync(exception.Message);
        }
    }
}
