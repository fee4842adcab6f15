namespace Gateway.Api.Persistence;

/// <summary>
/// The gateway's own unique keys, which never expire: who already has a message id, an exchange, an idempotency key, or
/// these very bytes. Claimed in the transaction of the facts they protect, so only what was accepted holds a key.
/// </summary>
/// <param name="Key">One of the forms made by the functions below.</param>
/// <param name="Fingerprint">Keyed digest of the bytes claimed for; by it a repetition is told from a reuse.</param>
/// <param name="AnswerItem">Vault item of the answer given, to be given again.</param>
public sealed record Claim(string Key, Guid RequestId, string Fingerprint, string? AnswerItem)
{
    public static string Message(string issuingAuthority, Guid messageId) => $"message/{issuingAuthority}/{messageId}";

    public static string Exchange(Guid exchangeId) => $"exchange/{exchangeId}";

    public static string Bytes(string fingerprint) => $"bytes/{fingerprint}";

    /// <summary>Held by the authority whose stream it names; one certificate signs for one authority, for ever.</summary>
    public static string SigningKey(string fingerprint) => $"signing-key/{fingerprint}";

    public static string Idempotency(string actor, string keyFingerprint) => $"idempotency/{actor}/{keyFingerprint}";
}
