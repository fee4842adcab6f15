namespace Gateway.Api.Persistence;

/// <summary>
/// The gateway's own unique keys, which never expire: they record the holder of a message id, an exchange, an idempotency
/// key, or the same bytes. They are claimed in the transaction of the events they protect, so only accepted items hold a
/// key.
/// </summary>
/// <param name="Key">One of the forms made by the functions below.</param>
/// <param name="Fingerprint">Keyed digest of the bytes claimed for; it distinguishes a repetition from a reuse.</param>
/// <param name="AnswerItem">Vault item of the answer given, to be given again.</param>
public sealed record Claim(string Key, Guid RequestId, string Fingerprint, string? AnswerItem)
{
    public static string Message(string issuingAuthority, Guid messageId) => $"message/{issuingAuthority}/{messageId}";

    public static string Exchange(Guid exchangeId) => $"exchange/{exchangeId}";

    public static string Bytes(string fingerprint) => $"bytes/{fingerprint}";

    /// <summary>Held by the authority whose stream it names; one certificate permanently signs for one authority.</summary>
    public static string SigningKey(string fingerprint) => $"signing-key/{fingerprint}";

    public static string Idempotency(string actor, string keyFingerprint) => $"idempotency/{actor}/{keyFingerprint}";
}
