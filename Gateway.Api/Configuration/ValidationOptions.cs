using System.Security.Cryptography;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Http;
using Gateway.Adapters.Responders;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Api.Configuration;

/// <summary>Whom <c>POST /v1/signatures/validate</c> trusts, in the configuration section <c>Validation</c>.</summary>
public sealed record ValidationOptions
{
    public const string Section = "Validation";

    /// <summary>Folder of anchors (docs/formats/validation.md), read at start. Unset: nobody is trusted.</summary>
    public string? Trust { get; init; }

    /// <summary>Path of a policy of validation; unset means the built-in one.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// Files validated at the same time, once their bodies have arrived. Further files wait up to 5 seconds, then the answer
    /// is 503 with Retry-After.
    /// </summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Bytes of files in hand at the same time, including those still arriving; one file is always taken.</summary>
    public long LargestAtOnce { get; init; } = 400_000_000;

    /// <summary>
    /// Of those, worked on at the same time: half of the processors, so that the other half is left to what the gateway is
    /// there for.
    /// </summary>
    public int Threads { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// Beginnings of addresses, such as <c>http://crl.example/</c>, that certificates may send the gateway to. None: nothing
    /// is fetched.
    /// </summary>
    public IReadOnlyList<string> Responders { get; init; } = [];

    /// <summary>PEM file of the certificates by which responders' TLS servers are trusted; https needs it.</summary>
    public string? ResponderAnchors { get; init; }

    /// <summary>What keeps these options from being used, one sentence each, the member first.</summary>
    public IEnumerable<string> Flaws()
    {
        if (AtOnce <= 0)
            yield return $"{nameof(AtOnce)} is not more than zero.";
        if (Threads <= 0)
            yield return $"{nameof(Threads)} is not more than zero.";
        if (FlawOf(() => Trust is null ? TrustMaterial.None : TrustMaterial.Read(Trust)) is { } trust)
            yield return $"{nameof(Trust)}: {trust}";
        if (FlawOf(() => ReadPolicy(Policy)) is { } policy)
            yield return $"{nameof(Policy)}: {policy}";
        if (FlawOf(() => Search(Responders, ResponderAnchors, TimeProvider.System)) is { } responders)
            yield return $"{nameof(Responders)}: {responders}";
    }

    private static string? FlawOf(Func<object?> load)
    {
        try
        {
            load();
            return null;
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or ArgumentException
                        or CryptographicException
                        or InvalidOperationException
            )
        {
            return exception.Message.ReplaceLineEndings(" ");
        }
    }

    /// <exception cref="InvalidOperationException">The folder, the policy or an address cannot be read.</exception>
    public InquiringValidator Load(TimeProvider clock)
    {
        try
        {
            return new InquiringValidator(
                ReadPolicy(Policy),
                Trust is null ? TrustMaterial.None : TrustMaterial.Read(Trust),
                Search(Responders, ResponderAnchors, clock),
                new ValidationThreads(Threads),
                clock
            );
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            throw new InvalidOperationException($"Validation: {exception.Message}", exception);
        }
    }

    /// <returns>Null without beginnings. What it holds lives as long as the process.</returns>
    /// <exception cref="ArgumentException">One is no beginning of an address.</exception>
    /// <exception cref="CryptographicException">The file holds no certificates.</exception>
    internal static ResponderSearch? Search(IReadOnlyList<string> beginnings, string? anchors, TimeProvider clock) =>
        beginnings.Count == 0
            ? null
            : new(
                new ResponderClient(Outbound.Client(anchors), new ResponderOptions(new AllowedAddresses(beginnings)), clock)
            );

    /// <exception cref="InvalidOperationException">It is not of the documented form.</exception>
    internal static ValidationPolicy ReadPolicy(string? path) =>
        path is null ? PolicyFile.Default
        : PolicyFile.TryRead(File.ReadAllBytes(path), out var policy, out var flaw) ? policy
        : throw new InvalidOperationException($"{path}: {flaw}");
}
