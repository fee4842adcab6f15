using System.Formats.Asn1;
using System.Numerics;

namespace Gateway.Adapters.Certificates;

/// <summary>
/// The certificates a list names. Lists may be long, so they are walked once and looked up by serial number.
/// </summary>
internal sealed class RevokedEntries
{
    private readonly Dictionary<BigInteger, (DateTimeOffset At, RevocationReason Reason)> _bySerial = new(new ByOctets());

    /// <exception cref="AsnContentException">They are not entries.</exception>
    public RevokedEntries(ReadOnlyMemory<byte> sequence)
    {
        if (sequence.IsEmpty)
            return;
        var entries = new AsnReader(sequence, AsnEncodingRules.DER).ReadSequence();
        while (entries.HasData)
        {
            var entry = entries.ReadSequence();
            var serial = entry.ReadInteger();
            var at = AsnTime.Read(entry);
            var reason = entry.HasData ? ReadExtensions(entry.ReadSequence()) : RevocationReason.Unspecified;
            // If a certificate is listed twice, the earlier entry counts.
            if (!_bySerial.TryGetValue(serial, out var known) || at < known.At)
                _bySerial[serial] = (at, reason);
        }
    }

    /// <summary>
    /// Whether no entry has a critical extension that is not known, which would change what the list says.
    /// </summary>
    public bool AreUnderstood { get; private set; } = true;

    public (DateTimeOffset At, RevocationReason Reason)? Find(BigInteger serial) =>
        _bySerial.TryGetValue(serial, out var entry) ? entry : null;

    /// <summary>The hash key is random, so that no crafted list can put all numbers into one slot.</summary>
    private sealed class ByOctets : IEqualityComparer<BigInteger>
    {
        public bool Equals(BigInteger x, BigInteger y) => x.Equals(y);

        public int GetHashCode(BigInteger number)
        {
            var hash = default(HashCode);
            hash.AddBytes(number.ToByteArray());
            return hash.ToHashCode();
        }
    }

    private RevocationReason ReadExtensions(AsnReader extensions)
    {
        var reason = RevocationReason.Unspecified;
        while (extensions.HasData)
        {
            var (oid, isCritical, value) = ExtensionReader.Next(extensions);
            if (oid == "2.5.29.21")
                reason = new AsnReader(value, AsnEncodingRules.DER).ReadEnumeratedValue<RevocationReason>();
            else if (isCritical)
                AreUnderstood = false;
        }
        return reason;
    }
}
