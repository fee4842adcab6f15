using System.Net;
using System.Text;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Gateway.Tests.Requests;
using Gateway.Tests.Signatures;

namespace Gateway.Tests.Journeys;

/// <summary>What another maker's tool signed is as good as what ours signs.</summary>
public sealed class ForeignSignatureJourneyTests(RejectionTests.Sandbox sandbox) : IClassFixture<RejectionTests.Sandbox>
{
    [Fact]
    public async Task A_request_signed_by_xmlsec1_is_accepted_and_arrives()
    {
        ForeignSigner.Require();
        var request = TestSite.Sample(MessageKind.Request);
        var signed = ForeignSigner.Sign(Encoding.UTF8.GetString(request.Write()), sandbox.Site.Person("co-officer"));

        var response = await sandbox.Gateway.PostAsync("co-officer", "/v1/requests", signed);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
        await Eventually.SeeAsync(async () =>
            (await sandbox.Gateway.GetAsync("es-officer", "/v1/inbox"))
                .GetProperty("items")
                .EnumerateArray()
                .Any(item => item.GetProperty("messageId").GetGuid() == request.MessageId)
                ? "arrived"
                : null
        );
    }
}
