using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Adapters.Certificates;
using Gateway.Adapters.Cryptography;

namespace Gateway.Adapters.Xades.Validation;

/// <summary>A validation policy as an administrator writes it: JSON, read strictly (docs/formats/validation.md).</summary>
public static class PolicyFile
{
    private const int Longest = 1_000_000;
    private const string Resource = "Gateway.Adapters.Xades.Validation.policy.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PropertyNameCaseInsensitive = false,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new ExactName<KeyUsages>(), new ExactName<CertificateUse>() },
    };

    private static readonly Lazy<ValidationPolicy> BuiltIn = new(LoadBuiltIn);

    /// <summary>The default policy: the algorithms of ETSI TS 119 312, revocation data required.</summary>
    public static ValidationPolicy Default => BuiltIn.Value;

    /// <param name="flaw">One sentence, with the place in the file where there is one.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, out ValidationPolicy policy, out string? flaw)
    {
        (policy, flaw) = (null!, null);
        try
        {
            if (json.Length > Longest)
                flaw = "The policy is too long.";
            else if (JsonSerializer.Deserialize<Content>(json, Options) is not { } content)
                flaw = "The policy is empty.";
            else
                flaw = content.Flaw() ?? Take(content, out policy);
        }
        catch (JsonException exception)
        {
            flaw = $"The policy is not of the documented form, at {exception.Path ?? "its beginning"}.";
        }
        return flaw is null;
    }

    private static string? Take(Content content, out ValidationPolicy policy)
    {
        policy = content.ToPolicy();
        return null;
    }

    private static ValidationPolicy LoadBuiltIn()
    {
        using var resource = typeof(PolicyFile).Assembly.GetManifestResourceStream(Resource)!;
        using var whole = new MemoryStream();
        resource.CopyTo(whole);
        return TryRead(whole.ToArray(), out var policy, out var flaw) ? policy : throw new InvalidOperationException(flaw);
    }

    private sealed record Content(
        string Name,
        IReadOnlyDictionary<string, DateOnly?> Digests,
        IReadOnlyList<KeyLimit> Keys,
        IReadOnlyList<KeyUsages> SignerUsages,
        RevocationContent Revocation,
        string? RequiredLevel = null,
        bool RequiresSigningCertificateReference = false,
        bool RequiresIssuerSerial = false,
        bool RequiresFullScope = false,
        IReadOnlyList<string>? CertificatePolicies = null,
        TimeSpan? LongestSigningDelay = null,
        IReadOnlyList<AnchorLimit>? Anchors = null
    )
    {
        private static readonly string[] Kinds = ["RSA", "DSA", "ECDSA", "EDDSA"];

        public string? Flaw()
        {
            if (Digests.Keys.FirstOrDefault(name => !DigestAlgorithm.IsName(name)) is { } unknown)
                return $"There is no digest algorithm {unknown}.";
            if (HoldsNull(Keys) || HoldsNull(CertificatePolicies) || HoldsNull(Anchors))
                return "A list holds null.";
            if (Keys.FirstOrDefault(key => !Kinds.Contains(key.Kind) || !HasScheme(key) || key.Bits < 1) is { } odd)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"There are no keys of {odd.Kind} {odd.Scheme} with {odd.Bits} bits."
                );
            if (RequiredLevel is not null && !SignatureLevel.Baseline.Contains(RequiredLevel))
                return $"A level required is one of {string.Join(", ", SignatureLevel.Baseline)}.";
            if (CertificatePolicies?.All(IsIdentifier) == false)
                return "A certificate policy is named by its object identifier.";
            if (
                Anchors?.FirstOrDefault(anchor =>
                    anchor.Sha256.Length != 64 || anchor.Sha256.Any(c => !char.IsAsciiHexDigitLower(c))
                )
                is not null
            )
                return "An anchor is named by its SHA-256 in lower-case hexadecimal.";
            return
                Revocation.LongestAge < TimeSpan.Zero
                || Revocation.Grace < TimeSpan.Zero
                || LongestSigningDelay < TimeSpan.Zero
                ? "A span of time is negative."
                : null;
        }

        public ValidationPolicy ToPolicy() =>
            new()
            {
                Name = Name,
                Algorithms = new AlgorithmLimits(Digests, Keys),
                RequiredLevel = RequiredLevel,
                RequiresSigningCertificateReference = RequiresSigningCertificateReference,
                RequiresIssuerSerial = RequiresIssuerSerial,
                RequiresFullScope = RequiresFullScope,
                SignerUsages = SignerUsages.Aggregate(KeyUsages.None, (all, usage) => all | usage),
                CertificatePolicies = CertificatePolicies ?? [],
                RequiresRevocation = Revocation.Required,
                LongestRevocationAge = Revocation.LongestAge,
                RevocationGrace = Revocation.Grace,
                AcceptsRevocationAsOfTimestamp = Revocation.AsOfTimestamp,
                LongestSigningDelay = LongestSigningDelay,
                Anchors = Anchors ?? [],
            };

        private static bool HoldsNull(IEnumerable<object?>? list) => list?.Contains(null) == true;

        private static bool HasScheme(KeyLimit key) =>
            key.Scheme is null || (key.Kind == "RSA" && key.Scheme is ("PKCS1" or "PSS"));

        private static bool IsIdentifier(string text) =>
            text.Split('.') is ["0" or "1" or "2", _, ..] arcs
            && arcs.All(arc => arc.Length > 0 && arc.All(char.IsAsciiDigit) && (arc == "0" || arc[0] != '0'));
    }

    private sealed record RevocationContent(
        bool Required,
        TimeSpan? LongestAge = null,
        TimeSpan Grace = default,
        bool AsOfTimestamp = true
    );

    /// <summary>The platform takes names in any case, and several in one.</summary>
    private sealed class ExactName<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> Names = Enum.GetValues<T>()
            .ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Names.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
