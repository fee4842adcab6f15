using Gateway.Adapters.Certificates;
using Org.BouncyCastle.Asn1;

namespace Gateway.Tests.Certificates;

/// <summary>What is not put together as RFC 5280 has it is not read.</summary>
public sealed class ReadingTests
{
    [Fact]
    public void A_list_with_an_extension_twice_is_none()
    {
        var list = new Revocation
        {
            At = Chain.Now,
            Extensions = [("1.2.3.4", false, DerNull.Instance), ("1.2.3.5", false, DerNull.Instance)],
        }.List(Holder.Root("Root"));
        var twice = list.Encoded.ToArray();
        byte[] second = [6, 3, 0x2A, 3, 5];

        twice[twice.AsSpan().IndexOf(second) + 4] = 4;

        RevocationList.TryRead(list.Encoded, out _, out _).ShouldBeTrue();
        RevocationList.TryRead(twice, out _, out var flaw).ShouldBeFalse();
        flaw.ShouldNotBeNullOrEmpty();
    }
}
