namespace Gateway.Domain.Messages;

/// <summary>
/// Reads message documents: well-formedness and schema of the received bytes, meaning of the signed bytes.
/// </summary>
public interface IMessageReader
{
    /// <summary>Null when the document is well-formed, free of DTDs and valid against the schema; else what is wrong
    /// (<c>malformed-xml</c>, <c>dtd-forbidden</c> or <c>schema-invalid</c> with pointers).</summary>
    Problem? Check(ReadOnlyMemory<byte> document);

    /// <summary>Binds the signed content (<see cref="SignatureVerdict.SignedContent"/>) of a document.</summary>
    /// <param name="problem">As <see cref="Check"/> gives it; null when the content is a valid message.</param>
    Message? TryRead(ReadOnlyMemory<byte> signedContent, out Problem? problem);

    /// <summary>Binds the signed content of a document that was read before.</summary>
    /// <exception cref="ArgumentException">The content is no valid message.</exception>
    Message Read(ReadOnlyMemory<byte> signedContent);
}
