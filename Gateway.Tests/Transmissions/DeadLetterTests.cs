using Gateway.Api.Transmissions;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Gateway.Tests.Transmissions;

/// <summary>Dead letters whose work the streams say is done go; the others stay for a person.</summary>
public sealed class DeadLetterTests(TestPostgres postgres)
{
    private const string Bury = """
        with lost as (delete from wolverine.wolverine_incoming_envelopes where message_type = 'start-attempt' returning *)
        insert into wolverine.wolverine_dead_letters (id, body, message_type, received_at, source, exception_type, exception_message, sent_at, replayable)
        select id, body, message_type, received_at, '', 'Unknown', '', now(), false from lost
        """;

    [Fact]
    public async Task A_dead_letter_goes_when_its_transmission_has_moved_on_and_stays_while_it_waits()
    {
        using var site = new TestSite();
        await using var gateway = await TestGateway.StartAsync(
            postgres,
            site,
            "co",
            options => options with { SweepEvery = TimeSpan.FromDays(1), RetryDelays = [TimeSpan.FromHours(1)] }
        );
        await using var source = NpgsqlDataSource.Create(gateway.ConnectionString);
        await site.BlockMailboxAsync("ES-CA");
        var letters = gateway.App.Services.GetRequiredService<DeadLetters>();
        using var accepted = await gateway.PostAsync(
            "co-officer",
            "/v1/requests?channel=maildir",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        await Eventually.SeeAsync(async () =>
            await CountAsync(
                "wolverine.wolverine_incoming_envelopes where message_type = 'start-attempt' and status = 'Scheduled'"
            ) == 1
                ? ""
                : null
        );
        await using (var bury = source.CreateCommand(Bury))
            await bury.ExecuteNonQueryAsync();
        (await CountAsync("wolverine.wolverine_dead_letters")).ShouldBeGreaterThan(0);
        await letters.SettleNowAsync(CancellationToken.None);
        (await CountAsync("wolverine.wolverine_dead_letters")).ShouldBe(
            1,
            "The transmission still waits for what the letter asks."
        );

        await using (
            var due = source.CreateCommand(
                "update gateway.mt_events set data = jsonb_set(data, '{NextAttemptAt}', to_jsonb(now() - interval '1 "
                    + "hour')) where type = 'transmission_attempt_failed'"
            )
        )
            await due.ExecuteNonQueryAsync();
        await using (
            var view = source.CreateCommand(
                "update gateway.mt_doc_transmission set due_at = now() - interval '1 hour', data = jsonb_set(data, "
                    + "'{DueAt}', to_jsonb(now() - interval '1 hour'))"
            )
        )
            await view.ExecuteNonQueryAsync();
        (await gateway.App.Services.GetRequiredService<Reconciler>().SweepAsync(CancellationToken.None)).ShouldBe(1);
        // The gateway's own round may be the one that settles it.
        await Eventually.SeeAsync(async () =>
        {
            await letters.SettleNowAsync(CancellationToken.None);
            return await CountAsync("wolverine.wolverine_dead_letters") == 0 ? "settled" : null;
        });

        async Task<long> CountAsync(string table)
        {
            await using var command = source.CreateCommand($"select count(*) from {table}");
            return (long)(await command.ExecuteScalarAsync())!;
        }
    }
}
