namespace Gateway.Domain.Messages;

/// <summary>Reads message documents: well-formedness and schema on what came in, meaning on what was signed.</summary>
public interface IMessageReader
{
    /// <summary>Null when the document is well-formed, free of DTDs and valid against the schema; else what is wrong
    /// (<c>malformed-xml</c>, <c>dtd-forbidden</c> or <c>schema-invalid</c> with pointers).</summary>
    Problem? Check(ReadOnlyMemory<byte> document);

    /// <summary>Binds the signed content (<see cref="SignatureVerdict.SignedContent"/>) of a checked document.</summary>
    Message Read(ReadOnlyMemory<byte> signedContent);
}
