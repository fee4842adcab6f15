using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Adapters.Messages;
using Gateway.Domain.Messages;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Channels;

/// <summary>An attachment of almost 100 MB is received in little memory, over every channel of a sandbox.</summary>
[Collection(Alone.Name)]
public sealed class LargeArrivalTests(TestPostgres postgres, ITestOutputHelper output)
{
    private const long Most = 64_000_000;

    [Theory]
    [InlineData("maildir")]
    [InlineData("folder")]
    public async Task Receiving_99_MB_takes_less_than_64_MB_of_memory(string channel)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the memory of a process from /proc.");
        using var site = new TestSite();
        var annex = new SampleAttachment(
            "annex.bin",
            "application/octet-stream",
            RandomNumberGenerator.GetBytes(99_000_000)
        );
        var (entry, place) = await SendAsync(site, channel, annex);
        await using var es = await TestGatewayProcess.StartAsync(site, "es");
        await ReadySoonAsync(es);
        await File.WriteAllTextAsync($"/proc/{es.ProcessId}/clear_refs", "5"); // The peak begins anew.
        var before = Status(es.ProcessId, "VmRSS");

        Move(entry, place);

        var id = await Eventually.SeeAsync(
            async () =>
                (await es.GetAsync("es-officer", "/v1/inbox")).GetProperty("items") is { } items
                && items.GetArrayLength() > 0
                    ? (Guid?)items[0].GetProperty("requestId").GetGuid()
                    : null,
            TimeSpan.FromMinutes(2)
        );
        var grown = Status(es.ProcessId, "VmHWM") - before;
        output.WriteLine($"{channel}: {grown / 1_000_000} MB more at most");
        var message = (await es.GetAsync("es-officer", $"/v1/requests/{id}/messages"))
            .GetProperty("items")[0]
            .GetProperty("messageId")
            .GetGuid();
        (await es.As("es-officer").GetByteArrayAsync($"/v1/requests/{id}/messages/{message}/attachments/1"))
            .AsSpan()
            .SequenceEqual(annex.Content.Span)
            .ShouldBeTrue();
        grown.ShouldBeLessThan(Most);
    }

    /// <summary>Has the other gateway send it, and takes what arrived away again.</summary>
    /// <returns>Where it lies now, and where it belongs.</returns>
    private async Task<(string Entry, string Place)> SendAsync(TestSite site, string channel, SampleAttachment annex)
    {
        await using var co = await TestGateway.StartAsync(postgres, site, "co");
        using var accepted = await co.PostAsync(
            "co-officer",
            $"/v1/requests?channel={channel}",
            site.Sign(TestSite.Sample(MessageKind.Request, attachments: annex)),
            [annex]
        );
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        var folder =
            channel == "folder"
                ? Path.Combine(site.SharedFolderOf("ES-CA"), "in")
                : Path.Combine(site.MailboxOf("ES-CA"), "new");
        var place = await Eventually.SeeAsync(
            () =>
                Task.FromResult(
                    Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).SingleOrDefault() : null
                ),
            TimeSpan.FromMinutes(2)
        );
        var entry = Path.Combine(site.Root, "waiting");
        Move(place, entry);
        return (entry, place);
    }

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from))
            Directory.Move(from, to);
        else
            File.Move(from, to);
    }

    /// <summary>What is used by everything else for the first time is no part of the measure.</summary>
    private static async Task ReadySoonAsync(TestGatewayProcess gateway)
    {
        for (var i = 0; i < 20; i++)
        {
            await gateway.As("es-officer").GetFromJsonAsync<JsonElement>("/v1/inbox");
            await Task.Delay(100);
        }
    }

    /// <summary>Bytes.</summary>
    private static long Status(int process, string name) =>
        1024
        * long.Parse(
            File.ReadLines($"/proc/{process}/status")
                .First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..]
                .Replace("kB", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture
        );
}
