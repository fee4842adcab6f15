using System.Text.RegularExpressions;
using Gateway.Api.Callers;
using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Vault;

namespace Gateway.Api.Http;

/// <summary>
/// The <c>Idempotency-Key</c> of an act: the same call with the same key is done once. The claim on it is taken in the
/// transaction of the act. It stores what the act made, from which the same answer is given again.
/// </summary>
/// <param name="Claim">The key of the claim, for this actor.</param>
/// <param name="Fingerprint">The fingerprint of method, path and body.</param>
public sealed partial record IdempotencyKey(string Claim, string Fingerprint)
{
    public static readonly Problem Malformed = new(
        Problem.MalformedRequest,
        "Idempotency-Key holds 1 to 255 visible characters."
    );

    public static readonly Problem Reused = new(
        Problem.IdempotencyKeyReused,
        "This Idempotency-Key stands for another call; it never expires."
    );

    public static bool TryRead(HttpRequest request, out string? key)
    {
        key = Written(request);
        return key is null || VisibleText().IsMatch(key);
    }

    /// <summary>As the caller wrote it; null without one.</summary>
    public static string? Written(HttpRequest request) =>
        request.Headers["Idempotency-Key"] is { Count: > 0 } values ? values.ToString() : null;

    /// <summary>What a key stands for: method, path and digest of the body, which was read.</summary>
    public static string CallOf(HttpContext context) =>
        $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {Body.DigestOf(context)}";

    /// <summary>The key of a call whose body was read; null when it has none.</summary>
    public static Task<(IdempotencyKey? Key, Problem? Problem)> OfAsync(HttpContext context, IVault vault) =>
        OfAsync(Written(context.Request), CallOf(context), context.Caller().Actor, vault, context.RequestAborted);

    /// <param name="written">As the caller wrote it; null without one.</param>
    public static async Task<(IdempotencyKey? Key, Problem? Problem)> OfAsync(
        string? written,
        string call,
        string actor,
        IVault vault,
        CancellationToken cancellation
    )
    {
        if (written is null)
            return (null, null);
        if (!VisibleText().IsMatch(written))
            return (null, Malformed);
        return (
            new(
                Persistence.Claim.Idempotency(actor, await vault.FingerprintAsync("idempotency:" + written, cancellation)),
                await vault.FingerprintAsync(call, cancellation)
            ),
            null
        );
    }

    /// <param name="made">What the act made, or acted on.</param>
    public Claim Take(Guid made) => new(Claim, made, Fingerprint, null);

    /// <summary>What the key was used for before; null when it is new.</summary>
    public async Task<(Guid? Made, Problem? Problem)> LookAsync(
        Claims claims,
        string tenant,
        CancellationToken cancellation
    ) =>
        await claims.FindAsync(tenant, Claim, cancellation) is not { } held ? (null, null)
        : held.Fingerprint == Fingerprint ? (held.RequestId, null)
        : (null, Reused);

    [GeneratedRegex("^[\\x21-\\x7e]{1,255}$", RegexOptions.NonBacktracking)]
    private static partial Regex VisibleText();
}
