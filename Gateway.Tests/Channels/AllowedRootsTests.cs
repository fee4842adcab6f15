using System.Net;
using System.Net.Http.Json;
using Gateway.Api.Channels;
using Gateway.Domain;
using Gateway.Domain.Messages;
using Gateway.Tests.Authorities;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Channels;

/// <summary>
/// An address of a channel of files lies below an allowed folder, or nothing is made, written or read there.
/// </summary>
public sealed class AllowedRootsTests(TestPostgres postgres) : IDisposable
{
    private readonly TestSite site = new(isOneGateway: true);
    private readonly DirectoryInfo outside = Directory.CreateTempSubdirectory("gateway-outside-");

    public void Dispose()
    {
        site.Dispose();
        outside.Delete(recursive: true);
    }

    [Theory]
    [InlineData("ROOT/box", true)]
    [InlineData("ROOT/a/b/c", true)]
    [InlineData("ROOT/box/", true)]
    [InlineData("ROOT", false)]
    [InlineData("ROOT/", false)]
    [InlineData("ROOT-beside/box", false)]
    [InlineData("ROOT/../elsewhere", false)]
    [InlineData("ROOT/out/box", false)]
    [InlineData("ROOT/out", false)]
    [InlineData("ROOT/inside/box", true)]
    [InlineData("ROOT/ring/box", false)]
    [InlineData("ROOT/up/x", false)]
    [InlineData("/etc", false)]
    [InlineData("/", false)]
    [InlineData("box", false)]
    public void Only_what_lies_below_a_root_once_links_are_followed_is_held(string address, bool isHeld)
    {
        var root = Directory.CreateDirectory(Path.Combine(site.Root, "root")).FullName;
        File.CreateSymbolicLink(Path.Combine(root, "out"), outside.FullName);
        File.CreateSymbolicLink(
            Path.Combine(root, "inside"),
            Directory.CreateDirectory(Path.Combine(root, "real")).FullName
        );
        File.CreateSymbolicLink(Path.Combine(root, "ring"), Path.Combine(root, "ring"));
        File.CreateSymbolicLink(Path.Combine(root, "up"), "../..");

        new AllowedRoots([root]).Holds(address.Replace("ROOT", root, StringComparison.Ordinal)).ShouldBe(isHeld);
        new AllowedRoots([]).Holds(Path.Combine(root, "box")).ShouldBeFalse("Without roots nothing is held.");
    }

    [Theory]
    [InlineData("maildir")]
    [InlineData("folder")]
    public async Task An_address_elsewhere_is_neither_proposed_nor_confirmed_nor_used(string channel)
    {
        var address = Path.Combine(outside.FullName, "box");
        var database = await postgres.NewDatabaseAsync();
        Guid change;
        // An administrator proposed, and others confirmed, before the settings shut the folder out.
        await using (var open = await StartAsync(database, outside.FullName))
        {
            change = (
                await open.ChangeAsync(
                    "CO-CA",
                    new
                    {
                        kind = "endpoint",
                        channel,
                        address = Path.Combine(outside.FullName, "later"),
                        sandbox = true,
                    }
                )
            ).GetProperty("id").GetGuid();
            await open.SettleAsync(
                "ES-CA",
                new
                {
                    kind = "endpoint",
                    channel,
                    address,
                    sandbox = true,
                }
            );
            await Eventually.SeeAsync(() => Task.FromResult(Directory.Exists(address) ? "made" : null));
        }
        Directory.Delete(address, recursive: true);

        await using var gateway = await StartAsync(database);

        using var proposed = await gateway
            .As(DirectoryCalls.First)
            .PostAsJsonAsync(
                "/v1/authorities/ES-CA/changes",
                new
                {
                    kind = "endpoint",
                    channel,
                    address = Path.Combine(outside.FullName, "new"),
                    sandbox = true,
                }
            );
        proposed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await proposed.Content.ReadAsStringAsync()).ShouldContain($"channel may use");
        (await gateway.ConfirmAsync("CO-CA", change, HttpStatusCode.Conflict)).NameOf().ShouldBe(Problem.WrongState);
        using var sent = await gateway.PostAsync(
            "co-officer",
            $"/v1/requests?channel={channel}",
            site.Sign(TestSite.Sample(MessageKind.Request))
        );
        sent.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = (await sent.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("id").GetGuid();
        await Eventually.SeeAsync(async () =>
            (await gateway.GetAsync("co-officer", $"/v1/requests/{id}/transmissions")).ToString() is { } all
            && all.Contains("address-not-allowed", StringComparison.Ordinal)
                ? all
                : null
        );
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        Directory.EnumerateFileSystemEntries(outside.FullName).ShouldBeEmpty("Nothing is made there.");
    }

    [Theory]
    [InlineData("email", "not an address")]
    [InlineData("email", "a@b@c")]
    [InlineData("folder", "relative/path")]
    [InlineData("folder", "/mail/../etc")]
    public async Task The_form_of_an_address_is_checked_whether_or_not_its_channel_is_set_up(string channel, string address)
    {
        await using var gateway = await TestGateway.StartAsync(postgres, site);
        using var answer = await gateway
            .As(DirectoryCalls.First)
            .PostAsJsonAsync(
                "/v1/authorities/ES-CA/changes",
                new
                {
                    kind = "endpoint",
                    channel,
                    address,
                    sandbox = true,
                }
            );
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"not of the form that {channel} needs");
    }

    private Task<TestGateway> StartAsync(string database, string? also = null) =>
        TestGateway.StartAsync(
            postgres,
            site,
            connectionString: database,
            prepare: builder =>
            {
                if (also is not null)
                    (builder.Configuration["Gateway:Maildir:Roots:1"], builder.Configuration["Gateway:Folder:Roots:1"]) = (
                        also,
                        also
                    );
            }
        );
}
