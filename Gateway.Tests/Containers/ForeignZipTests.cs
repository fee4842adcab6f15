using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using Gateway.Adapters.Zip;

namespace Gateway.Tests.Containers;

/// <summary>What other archivers write is read, file by file the same: .NET, Info-ZIP, 7-Zip, Python.</summary>
public sealed class ForeignZipTests
{
    public static readonly TheoryData<string> Archivers =
    [
        "dotnet",
        "dotnet streamed",
        "zip",
        "zip streamed",
        "zip stored",
        "7z",
        "7z stored",
        "python3",
        "python3 streamed",
    ];

    [Theory, MemberData(nameof(Archivers))]
    public async Task An_archive_of_random_files_is_read(string archiver)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-zip");
        try
        {
            for (var seed = 0; seed < 3; seed++)
            {
                var files = Files(seed);
                var archive = Path.Combine(folder.FullName, $"{seed}.zip");
                await WriteAsync(archiver, files, Path.Combine(folder.FullName, $"{seed}"), archive);

                StrictZip
                    .TryRead(() => File.OpenRead(archive), ZipLimits.Default, out var zip, out var rejection)
                    .ShouldBeTrue($"{archiver}: {rejection}");

                var read = zip!
                    .Entries.Where(entry => !entry.IsFolder)
                    .ToDictionary(entry => entry.Name, entry => Digest(zip, entry));
                read.OrderBy(file => file.Key, StringComparer.Ordinal)
                    .ShouldBe(
                        files
                            .Select(file => KeyValuePair.Create(file.Key, Convert.ToHexString(SHA256.HashData(file.Value))))
                            .OrderBy(file => file.Key, StringComparer.Ordinal)
                    );
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Digest(StrictZip zip, ZipEntry entry)
    {
        using var content = zip.Open(entry);
        return Convert.ToHexString(SHA256.HashData(content));
    }

    private static Dictionary<string, byte[]> Files(int seed)
    {
        var random = new Random(seed);
        var files = new Dictionary<string, byte[]>
        {
            ["mimetype"] = "application/vnd.etsi.asic-e+zip"u8.ToArray(),
            ["leer.txt"] = [],
        };
        for (var i = 0; i < 20; i++)
        {
            var content = new byte[random.Next(1 << random.Next(1, 18))];
            if (i % 2 == 0)
                random.NextBytes(content);
            else
                for (var at = 0; at < content.Length; at++)
                    content[at] = (byte)"la casa "[at % 8 == random.Next(8) ? 0 : at % 8];
            files[$"{(i % 3 == 0 ? "anexos/" : "")}Petición nº {i}.bin"] = content;
        }
        return files;
    }

    private static async Task WriteAsync(string archiver, Dictionary<string, byte[]> files, string source, string archive)
    {
        foreach (var (name, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(source, name))!);
            await File.WriteAllBytesAsync(Path.Combine(source, name), content);
        }
        switch (archiver)
        {
            case "dotnet":
                ZipFile.CreateFromDirectory(source, archive);
                break;
            case "dotnet streamed":
                await using (var file = File.Create(archive))
                await using (var stream = new OneWay(file))
                using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
                    foreach (var (name, content) in files)
                    {
                        await using var entry = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
                        await entry.WriteAsync(content);
                    }
                break;
            case "zip":
                await RunAsync("zip", ["-q", "-r", archive, "."], source);
                break;
            case "zip stored":
                await RunAsync("zip", ["-q", "-0", "-X", "-D", "-r", archive, "."], source);
                break;
            case "zip streamed":
                await RunAsync("sh", ["-c", "zip -q -r - . | cat > \"$0\"", archive], source);
                break;
            case "7z":
                await RunAsync("7z", ["a", "-bso0", "-tzip", "-mcu=on", archive, "."], source);
                break;
            case "7z stored":
                await RunAsync("7z", ["a", "-bso0", "-tzip", "-mcu=on", "-mx=0", archive, "."], source);
                break;
            case "python3":
                await RunAsync(
                    "python3",
                    ["-m", "zipfile", "-c", archive, .. Directory.GetFileSystemEntries(source)],
                    source
                );
                break;
            default:
                await RunAsync("python3", ["-c", Streamed, archive], source);
                break;
        }
    }

    /// <summary>To a stream that cannot go back, and with room for large sizes.</summary>
    private const string Streamed = """
        import os, sys, zipfile
        class OneWay:
            def __init__(self, file): self.file = file
            def write(self, data): return self.file.write(data)
            def flush(self): self.file.flush()
        with open(sys.argv[1], "wb") as file, zipfile.ZipFile(OneWay(file), "w", zipfile.ZIP_DEFLATED) as z:
            for folder, _, names in os.walk("."):
                for name in names:
                    path = os.path.relpath(os.path.join(folder, name), ".")
                    with open(path, "rb") as source, z.open(zipfile.ZipInfo(path), "w", force_zip64=True) as entry: entry.write(source.read())
        """;

    private static async Task RunAsync(string program, string[] arguments, string folder)
    {
        if (
            program != "sh"
            && !Environment
                .GetEnvironmentVariable("PATH")!
                .Split(':')
                .Any(place => File.Exists(Path.Combine(place, program)))
        )
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail($"{program} is not installed.");
            Assert.Skip($"{program} is not installed (deploy/install-tools archivers).");
        }
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                Environment = { ["LC_ALL"] = "C.UTF-8" },
            }
        )!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{program}: {await said}{await wrong}");
    }

    private sealed class OneWay(Stream destination) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => destination.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => destination.Write(buffer, offset, count);
    }
}
