using System.Security.Cryptography;
using Gateway.Adapters.Http;
using Gateway.Adapters.Responders;
using Gateway.Adapters.SigningKeys;
using Gateway.Adapters.Timestamps;
using Gateway.Adapters.Xades.Augmentation;
using Gateway.Adapters.Xades.Signing;
using Gateway.Api.Configuration;
using Gateway.Api.Signatures;

namespace Gateway.Api.Verbs;

/// <summary><c>sign</c>: signs a message document as an officer, XAdES-BASELINE-B, -T, -LT or -LTA.</summary>
internal static class SignVerb
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var words = new Arguments(
                args,
                "--key",
                "--password",
                "--pkcs11",
                "--token",
                "--pin",
                "--key-label",
                "-o",
                "--level",
                "--tsa",
                "--tsa-anchors",
                "--material",
                "--responder",
                "--responder-anchors"
            );
            if (words.Positional.Count != 1)
                throw new UsageException("Name one document to sign.");
            var level = LevelIn(words);
            var clock = new GatewayClock();
            using var authority = level is null ? null : Outbound.Client(words.One("--tsa-anchors"));
            var material = level is AugmentationLevel.LT or AugmentationLevel.LTA
                ? MaterialIn(words, clock)
                : new FolderMaterial("");
            var augmentation = authority is null
                ? null
                : new SignatureAugmentation(
                    new HttpTimestampAuthority(authority, new TimestampAuthorityOptions(UrlIn(words)), clock),
                    material
                );

            using var officer = KeyIn(words);
            var signed = XadesSigner.SignEnveloped(
                await File.ReadAllBytesAsync(words.Positional[0]),
                officer,
                clock.GetUtcNow()
            );
            if (augmentation is not null)
                switch (await augmentation.AugmentAsync(signed, level!.Value))
                {
                    case AugmentationOutcome.Augmented augmented:
                        signed = augmented.Document.ToArray();
                        break;
                    case AugmentationOutcome.Rejected rejected:
                        return await Usage.FailAsync(
                            string.Join(
                                "\n  ",
                                [
                                    $"{rejected.Rejection}: {rejected.Reason}",
                                    .. (material as ResponderMaterial)?.Inquiries.Select(ReportText.Of) ?? [],
                                ]
                            )
                        );
                    case AugmentationOutcome.NotStamped failed:
                        return await Usage.FailAsync(
                            $"The timestamp authority gave no token: {failed.Failure} {failed.Detail}"
                        );
                }
            await WriteAsync(words.One("-o"), signed);
            return 0;
        }
        catch (UsageException exception)
        {
            return await Usage.FailAsync($"{exception.Message}\nusage: {Usage.Of("sign")}");
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return await Usage.FailAsync(exception.Message);
        }
    }

    /// <summary>Null for B.</summary>
    private static AugmentationLevel? LevelIn(Arguments words) =>
        words.One("--level") switch
        {
            null or "B" => null,
            "T" => AugmentationLevel.T,
            "LT" => AugmentationLevel.LT,
            "LTA" => AugmentationLevel.LTA,
            _ => throw new UsageException("Option --level takes B, T, LT or LTA."),
        };

    private static Uri UrlIn(Arguments words) =>
        Uri.TryCreate(words.Required("--tsa"), UriKind.Absolute, out var url) && url is { Scheme: "http" or "https" }
            ? url
            : throw new UsageException("Option --tsa takes a URL of http or https.");

    private static IMaterialSource MaterialIn(Arguments words, TimeProvider clock)
    {
        var folder = new FolderMaterial(words.Required("--material"));
        return ValidationOptions.Search(words.Many("--responder"), words.One("--responder-anchors"), clock) is { } search
            ? new ResponderMaterial(folder, search)
            : folder;
    }

    private static IPrivateKey KeyIn(Arguments words) =>
        words.One("--pkcs11") is { } library
            ? Pkcs11Key.Open(library, words.Required("--token"), words.Required("--pin"), words.Required("--key-label"))
            : Pkcs12Key.Open(File.ReadAllBytes(words.Required("--key")), words.One("--password"));

    private static async Task WriteAsync(string? file, byte[] signed)
    {
        if (file is not null)
        {
            await File.WriteAllBytesAsync(file, signed);
            return;
        }
        await using var output = Console.OpenStandardOutput();
        await output.WriteAsync(signed);
    }
}
