using System.Net.Sockets;
using Gateway.Adapters.Channels.Folder;
using Gateway.Adapters.Channels.Maildir;
using Gateway.Domain.Channels;
using Gateway.Tests.Infrastructure;

namespace Gateway.Tests.Channels;

/// <summary>
/// Whoever can write into a Maildir or a shared folder can put anything anywhere in it. Nothing of it stops a round, nothing
/// is followed to elsewhere, and what is honest beside it comes in.
/// </summary>
public sealed class HostileFolderTests : IDisposable
{
    private static readonly string[] Things =
    [
        "pipe",
        "socket",
        "device",
        "directory",
        "link to a file",
        "link to a device",
        "link to nothing",
        "link to a directory",
    ];
    private readonly string root = Directory.CreateTempSubdirectory("gw-").FullName;
    private readonly List<Socket> sockets = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> InMaildir => Crossed("new/thing", "new", "cur", "tmp", ".SetAside/new");

    public static TheoryData<string, string> InFolder =>
        Crossed(
            "in/thing",
            "in/MESSAGE/envelope.json",
            "in/MESSAGE/message.xml",
            "in/MESSAGE/attachments",
            "in/MESSAGE/attachments/1",
            "in",
            "taken",
            "aside"
        );

    public static TheoryData<string, string> AmongReceipts => Crossed("receipts/RECEIPT", "receipts", "receipts/noted");

    public void Dispose()
    {
        sockets.ForEach(socket => socket.Dispose());
        Directory.Delete(root, recursive: true);
    }

    [Theory, MemberData(nameof(InMaildir))]
    public async Task A_Maildir_with_anything_in_it_ends_its_round(string place, string thing)
    {
        var mailbox = Path.Combine(root, "ES-CA");
        await new MaildirChannel(new() { CreateMissing = true }).CarryAsync(
            Letters.To(mailbox, channel: "maildir"),
            Cancellation
        );
        new MaildirFolder(mailbox).SetAside.CreateFolder();
        await PutAsync(Path.Combine(mailbox, place), thing);
        var intake = new MaildirIntake("ES-CA", mailbox, new());

        if (place == "new/thing")
        {
            var problems = await ProblemsAsync(intake);
            problems.Order(StringComparer.Ordinal).ShouldBe([null, "maildir-no-file"]);
            Path.Exists(Path.Combine(mailbox, "new", "thing")).ShouldBeFalse();
            (await ProblemsAsync(intake)).ShouldBeEmpty("What is no file was set aside.");
        }
        else
            await EndsAsync(intake);
    }

    [Theory, MemberData(nameof(InFolder))]
    public async Task A_shared_folder_with_anything_in_it_ends_its_round(string place, string thing)
    {
        var folder = Path.Combine(root, "ES-CA");
        var channel = new FolderChannel(new() { CreateMissing = true });
        await channel.CarryAsync(ToFolder(folder), Cancellation);
        await channel.CarryAsync(ToFolder(folder), Cancellation);
        var message = Path.GetFileName(Directory.EnumerateDirectories(Path.Combine(folder, "in")).First());
        await PutAsync(Path.Combine(folder, place.Replace("MESSAGE", message, StringComparison.Ordinal)), thing);
        var intake = new FolderIntake("ES-CA", folder, () => [], new(), TimeProvider.System);

        if (place.StartsWith("in/", StringComparison.Ordinal))
        {
            var problems = await ProblemsAsync(intake);
            problems.ShouldContain((string?)null, "What is honest comes in.");
            problems.Count(problem => problem is "folder-no-document" or "folder-malformed").ShouldBe(1);
            (await ProblemsAsync(intake)).ShouldBeEmpty("What is no message was set aside.");
        }
        else
            await EndsAsync(intake);
    }

    [Theory, MemberData(nameof(AmongReceipts))]
    public async Task Receipts_of_another_folder_with_anything_among_them_do_not_stop_ones_own(string place, string thing)
    {
        var (own, other) = (Path.Combine(root, "ES-CA"), Path.Combine(root, "CO-CA"));
        var channel = new FolderChannel(new() { CreateMissing = true });
        await channel.CarryAsync(ToFolder(other), Cancellation);
        await channel.CarryAsync(ToFolder(own), Cancellation);
        await PutAsync(
            Path.Combine(
                other,
                place.Replace("RECEIPT", $"{Guid.NewGuid()}.1.ES-CA.delivered.json", StringComparison.Ordinal)
            ),
            thing
        );
        var intake = new FolderIntake("ES-CA", own, () => [other], new(), TimeProvider.System);

        (await ProblemsAsync(intake))
            .Order(StringComparer.Ordinal)
            .ShouldBe(place == "receipts/RECEIPT" ? [null, "receipt-malformed"] : [null]);
        (await ProblemsAsync(intake)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_on_the_way_is_not_followed()
    {
        var folder = Path.Combine(root, "ES-CA");
        await new FolderChannel(new() { CreateMissing = true }).CarryAsync(ToFolder(folder), Cancellation);
        var message = Directory.EnumerateDirectories(Path.Combine(folder, "in")).First();
        Directory.Move(Path.Combine(message, "attachments"), Path.Combine(root, "elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(message, "attachments"), Path.Combine(root, "elsewhere"));

        (await ProblemsAsync(new FolderIntake("ES-CA", folder, () => [], new(), TimeProvider.System))).ShouldBe([
            "folder-malformed",
        ]);
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_is_read_as_it_was()
    {
        var path = Path.Combine(root, "file");
        await File.WriteAllTextAsync(path, "before", Cancellation);
        using var file = Gateway.Adapters.Files.RegularFile.Open(path);
        await File.AppendAllTextAsync(path, " and after", Cancellation);

        System.Text.Encoding.ASCII.GetString(await file.ReadAllAsync(Cancellation)).ShouldBe("before");
        await using var stream = file.Read();
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Cancellation);
        copy.Length.ShouldBe("before".Length);
    }

    private static TheoryData<string, string> Crossed(params string[] places)
    {
        var data = new TheoryData<string, string>();
        foreach (var place in places)
        foreach (var thing in Things)
            data.Add(place, thing);
        return data;
    }

    private static Dispatch ToFolder(string folder) =>
        Letters.To(folder, channel: "folder") with
        {
            Document = Letters.Bytes("message.xml", "application/xml", "<a/>"u8.ToArray()),
        };

    /// <summary>Takes the place of what was there.</summary>
    private async Task PutAsync(string path, string thing)
    {
        if (Directory.Exists(path))
            Directory.Move(path, Path.Combine(root, Path.GetRandomFileName()));
        File.Delete(path);
        switch (thing)
        {
            case "pipe":
                await Shell.RunAsync("mkfifo", [path]);
                break;
            case "socket":
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                sockets.Add(socket);
                var place = Path.Combine(root, Path.GetRandomFileName());
                socket.Bind(new UnixDomainSocketEndPoint(place));
                File.Move(place, path);
                break;
            case "device":
                if ((await Shell.RunAsync("mknod", [path, "c", "1", "5"])).Code != 0)
                    Assert.Skip("Nobody but root makes devices.");
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            default:
                File.CreateSymbolicLink(
                    path,
                    thing switch
                    {
                        "link to a file" => "/etc/passwd",
                        "link to a device" => "/dev/zero",
                        "link to nothing" => "/nowhere/at/all",
                        _ => "/etc",
                    }
                );
                break;
        }
    }

    private static async Task<List<string?>> ProblemsAsync(IIntake intake)
    {
        var problems = new List<string?>();
        await Task.Run(() =>
                intake.CollectAsync(
                    (arrival, _) =>
                    {
                        problems.Add(arrival.Problem);
                        return Task.FromResult(arrival.Problem is null ? ArrivalFate.Taken : ArrivalFate.SetAside);
                    },
                    Cancellation
                )
            )
            .WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        return problems;
    }

    /// <summary>
    /// A part of the layout itself is not there any more: an outage, and told as one; nothing goes through a link.
    /// </summary>
    private async Task EndsAsync(IIntake intake)
    {
        var elsewhere = Directory.EnumerateFileSystemEntries("/etc").Count();
        try
        {
            await ProblemsAsync(intake);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It says so.
        }
        Directory.EnumerateFileSystemEntries("/etc").Count().ShouldBe(elsewhere);
    }
}
