using Gateway.Adapters.Certificates;
using Gateway.Adapters.Signatures.Validation;

namespace Gateway.Api.Signatures;

/// <summary>Whom <c>POST /v1/signatures/validate</c> trusts, in the configuration section <c>Validation</c>.</summary>
public sealed record ValidationOptions
{
    public const string Section = "Validation";

    /// <summary>Folder of anchors (docs/formats/validation.md), read at start. Unset: nobody is trusted.</summary>
    public string? Trust { get; init; }

    /// <summary>Path of a policy of validation; unset means the built-in one.</summary>
    public string? Policy { get; init; }

    /// <summary>Validations worked on at the same time; further ones wait a moment, then are told to come back.</summary>
    public int AtOnce { get; init; } = 2;

    /// <exception cref="InvalidOperationException">The folder or the policy cannot be read.</exception>
    public FileValidator Load()
    {
        try
        {
            return new FileValidator(ReadPolicy(Policy), Trust is null ? TrustMaterial.None : TrustMaterial.Read(Trust));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Validation: {exception.Message}", exception);
        }
    }

    /// <exception cref="InvalidOperationException">It is not of the documented form.</exception>
    internal static ValidationPolicy ReadPolicy(string? path) =>
        path is null ? PolicyFile.Default
        : PolicyFile.TryRead(File.ReadAllBytes(path), out var policy, out var flaw) ? policy : throw new InvalidOperationException($"{path}: {flaw}");
}
