namespace Gateway.Adapters.Cryptography;

/// <summary>
/// The two numbers of an ECDSA or DSA value side by side (XMLDSig core 1.1, 6.4.1 and 6.4.3). Signers differ in how many
/// zeros they put in front; the numbers count.
/// </summary>
internal static class FixedFields
{
    /// <summary>Null when the value is not two numbers of at most that size.</summary>
    /// <param name="size">The size of one number, in bytes.</param>
    public static byte[]? Of(ReadOnlySpan<byte> value, int size)
    {
        if (value.Length == 0 || value.Length % 2 != 0)
            return null;
        var fields = new byte[2 * size];
        return
            Put(value[..(value.Length / 2)], fields.AsSpan(0, size)) && Put(value[(value.Length / 2)..], fields.AsSpan(size))
            ? fields
            : null;
    }

    private static bool Put(ReadOnlySpan<byte> number, Span<byte> field)
    {
        number = number.TrimStart((byte)0);
        if (number.Length > field.Length)
            return false;
        number.CopyTo(field[^number.Length..]);
        return true;
    }
}
