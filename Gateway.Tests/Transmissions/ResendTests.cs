using Gateway.Domain;
using Gateway.Domain.Transmissions;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Transmissions;

/// <summary>A failed transmission is sent again by a person who says why.</summary>
public sealed class ResendTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_resend_without_reasons_is_rejected_and_orders_nothing()
    {
        await using var exchange = await Exchange.StartAsync(postgres, options => options with { RetryDelays = [] });
        var colombia = exchange.Colombia;
        await exchange.Site.BlockMailboxAsync("ES-CA");
        await colombia.OpenAsync(channel: "maildir");
        var resend = $"/v1/transmissions/{await colombia.LegIsAsync(colombia.Opening!, "failed")}/resend";

        foreach (
            var order in new object[]
            {
                new { },
                new { reasons = "" },
                new { reasons = "  " },
                new { reasons = (string?)null },
            }
        )
            await colombia.RejectedAsync(Problem.MalformedRequest, resend, order);
        (await colombia.FactsAsync()).ShouldNotContain(nameof(TransmissionResendOrdered));

        await colombia.DoneAsync(resend, new { reasons = "Their mailbox works again." });
        (await colombia.FactsAsync()).ShouldContain(nameof(TransmissionResendOrdered));
    }
}
