using System.Net;
using System.Text;
using Gateway.Api.Configuration;
using Gateway.Api.Submissions;
using Gateway.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Durability;

/// <summary>
/// Content that was on its way in is nowhere in plain after a crash, and nothing holds what a caller gave up.
/// </summary>
public sealed class SpoolCrashTests(TestPostgres postgres)
{
    private const string Canary = "Canary Ibáñez-7741 of the spool";
    private const int Sent = 3_000_000;

    [Fact]
    public async Task After_a_kill_no_plain_content_is_left_in_the_data_directory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at open files through /proc.");
        using var site = new TestSite();
        await using var gateway = await TestGatewayProcess.StartAsync(site, "co");
        using var ended = new CancellationTokenSource();
        var upload = gateway
            .As("co-officer")
            .SendAsync(
                new(HttpMethod.Post, "/v1/requests")
                {
                    Content = new HeldUpload(ended.Token) { Headers = { ContentType = new("application/xml") } },
                }
            );
        await Eventually.SeeAsync(() => Task.FromResult(IsSpooled(gateway.ProcessId) ? "spooled" : null));

        await gateway.KillAsync();
        await ended.CancelAsync();
        await Should.ThrowAsync<Exception>(() => upload);

        FilesWith(Canary, site.DataOf("co")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_older_gateway_left_in_the_spool_is_gone_after_a_start()
    {
        using var site = new TestSite(isOneGateway: true);
        var left = Path.Combine(site.DataOf("both"), "spool", "left.tmp");
        Directory.CreateDirectory(Path.GetDirectoryName(left)!);
        await File.WriteAllTextAsync(left, Canary);

        await using var gateway = await TestGateway.StartAsync(postgres, site);

        FilesWith(Canary, site.DataOf("both")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_multipart_upload_that_is_given_up_leaves_no_open_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at open files through /proc.");
        var data = Path.Combine(Path.GetTempPath(), $"gateway-spool-{Guid.NewGuid():N}");
        var head = Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n");
        var next = Encoding.ASCII.GetBytes("\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n");
        var context = new DefaultHttpContext { RequestAborted = new(canceled: false) };
        context.Request.ContentType = "multipart/form-data; boundary=b";
        context.Request.Body = new GivenUp([.. head, .. new byte[Sent], .. next, .. new byte[Sent]]);

        await Should.ThrowAsync<OperationCanceledException>(() =>
            new SubmissionReader(new GatewayOptions { Data = data }).ReadAsync(context.Request)
        );

        Directory
            .EnumerateFiles("/proc/self/fd")
            .Where(entry => new FileInfo(entry).LinkTarget?.StartsWith(data, StringComparison.Ordinal) is true)
            .ShouldBeEmpty();
        Directory.Delete(data, recursive: true);
    }

    private static bool IsSpooled(int process) =>
        Directory
            .EnumerateFiles($"/proc/{process}/fd")
            .Any(entry =>
                new FileInfo(entry).LinkTarget?.Contains("/spool/", StringComparison.Ordinal) is true
                && SizeOf(entry) > 1_000_000
            );

    /// <summary>Of the file behind the link, which may have no name any more.</summary>
    private static long SizeOf(string entry)
    {
        using var file = new FileStream(entry, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.Length;
    }

    private static List<string> FilesWith(string canary, string folder)
    {
        var mark = Encoding.UTF8.GetBytes(canary);
        return
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file =>
                    Path.GetFileName(file) is not "owner.lock" and var name
                    && !name.StartsWith(".s.", StringComparison.Ordinal)
                ) // Of the database.
                .Where(file => Bytes(file).AsSpan().IndexOf(mark) >= 0),
        ];
    }

    /// <summary>None where the file is gone meanwhile: the database goes on working.</summary>
    private static byte[] Bytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    /// <summary>A body that begins with content and then waits.</summary>
    private sealed class HeldUpload(CancellationToken ended) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Canary + " ", 3000)));
            for (var sent = 0; sent < Sent; sent += block.Length)
                await stream.WriteAsync(block, ended);
            await stream.FlushAsync(ended);
            await Task.Delay(Timeout.Infinite, ended);
        }

        protected override bool TryComputeLength(out long length) => (length = 0) != 0;
    }

    private sealed class GivenUp(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count
                ? count
                : throw new OperationCanceledException();
    }
}
