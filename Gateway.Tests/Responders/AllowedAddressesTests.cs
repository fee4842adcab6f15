using Gateway.Adapters.Responders;

namespace Gateway.Tests.Responders;

/// <summary>Which addresses of certificates are visited.</summary>
public sealed class AllowedAddressesTests
{
    private static readonly AllowedAddresses Allowed = new([
        "http://crl.test/",
        "http://ca.test:8080/lists",
        "https://ocsp.test/v1/",
        "http://[::1]/",
        "http://xn--e1afmkfd.test/",
    ]);

    [Theory]
    [InlineData("http://crl.test/a.crl", true)]
    [InlineData("http://crl.test", true)]
    [InlineData("HTTP://CRL.TEST/a.crl", true)]
    [InlineData("http://crl.test:80/a.crl?x=1", true)]
    [InlineData("http://ca.test:8080/lists", true)]
    [InlineData("http://ca.test:8080/lists/1/2.crl", true)]
    [InlineData("https://ocsp.test/v1/q", true)]
    [InlineData("http://[::1]/x", true)]
    [InlineData("http://\u043f\u0440\u0438\u043c\u0435\u0440.test/x", true)]
    [InlineData("https://crl.test/a.crl", false)]
    [InlineData("http://crl.test:81/a.crl", false)]
    [InlineData("http://crl.test.evil.test/a.crl", false)]
    [InlineData("http://evil.test/crl.test/", false)]
    [InlineData("http://crl.test@evil.test/", false)]
    [InlineData("http://user@crl.test/", false)]
    [InlineData("http://crl.test/#part", false)]
    [InlineData("http://ca.test/lists/1.crl", false)]
    [InlineData("http://ca.test:8080/listsmore", false)]
    [InlineData("http://ca.test:8080/lists/../admin", false)]
    [InlineData("http://ca.test:8080/lists/%2e%2e/admin", false)]
    [InlineData("http://ca.test:8080/lists/..%2Fadmin", false)]
    [InlineData("http://ca.test:8080/lists/..\\admin", false)]
    [InlineData("http://ca.test:8080/Lists/1.crl", false)]
    [InlineData("https://ocsp.test/v1", false)]
    [InlineData("ldap://crl.test/cn=ca", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("ftp://crl.test/a.crl", false)]
    [InlineData("//crl.test/a.crl", false)]
    [InlineData("", false)]
    public void Only_what_begins_as_written_is_visited(string address, bool isAllowed) =>
        Allowed.Allow(address, out _).ShouldBe(isAllowed);

    [Fact]
    public void An_address_without_end_is_not_visited() =>
        Allowed.Allow("http://crl.test/" + new string('a', 3_000), out _).ShouldBeFalse();

    [Theory]
    [InlineData("crl.test")]
    [InlineData("ldap://crl.test/")]
    [InlineData("http://user@crl.test/")]
    [InlineData("http://crl.test/?q")]
    public void What_is_no_beginning_of_an_address_is_rejected(string beginning) =>
        Should.Throw<ArgumentException>(() => new AllowedAddresses([beginning])).Message.ShouldContain(beginning);
}
