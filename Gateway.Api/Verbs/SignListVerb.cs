using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Adapters.AuthorityLists;

namespace Gateway.Api.Verbs;

/// <summary>
/// <c>sign-list</c>: signs a list of authorities as its publisher (docs/formats/directory.md), after reading it as the
/// importer will.
/// </summary>
internal static class SignListVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var words = new Arguments(args, "--key", "--password", "-o");
            if (words.Positional.Count != 1)
                throw new UsageException("Name one list to sign.");
            var isCsv = words.Positional[0].EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
            var list = await File.ReadAllBytesAsync(words.Positional[0]);
            var read = isCsv ? CsvList.Read(list) : JsonList.Read(list);
            string[] flaws = read.Flaw is { } whole
                ? [whole]
                : [.. read.Rows.Where(row => row.Flaw is not null).Select(row => $"{row.Number}: {row.Flaw}")];
            if (flaws.Length > 0)
            {
                await Console.Error.WriteLineAsync(string.Join('\n', flaws));
                return 1;
            }
            using var publisher = X509CertificateLoader.LoadPkcs12FromFile(words.Required("--key"), words.One("--password"));
            var signed = CompactJws.Sign(
                list,
                isCsv ? CsvList.MediaType : "json",
                new GatewayClock().GetUtcNow(),
                publisher
            );
            if (words.One("-o") is { } file)
                await File.WriteAllTextAsync(file, signed);
            else
                await Console.Out.WriteAsync(signed);
            return 0;
        }
        catch (UsageException exception)
        {
            return await Usage.FailAsync($"{exception.Message}\nusage: {Usage.Of("sign-list")}");
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or CryptographicException)
        {
            return await Usage.FailAsync(exception.Message);
        }
    }
}
