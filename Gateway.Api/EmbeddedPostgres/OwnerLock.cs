using System.Globalization;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// Held while a gateway runs, so that one directory has one owner. The kernel releases it when the process ends, for any
/// reason: a killed gateway leaves nothing to clean up.
/// </summary>
internal sealed class OwnerLock : IDisposable
{
    private const int WouldBlock = 11;
    private readonly FileStream _held;

    private OwnerLock(FileStream held) => _held = held;

    public static OwnerLock Take(string directory)
    {
        var path = Path.Combine(directory, "owner.lock");
        var note = Path.Combine(directory, "owner");
        try
        {
            var held = Open(path) ?? throw new EmbeddedPostgresInUseException(directory, OwnerIn(note));
            try
            {
                // Where files cannot be locked, .NET opens them unlocked without an error; a second opening shows this.
                using (var second = Open(path))
                {
                    if (second is not null)
                        throw new EmbeddedPostgresException(
                            $"The file system of {directory} does not lock files: nothing would keep a second gateway out. "
                                + "Choose a directory on a local disk, or give a connection string."
                        );
                }

                File.WriteAllText(note, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return new OwnerLock(held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new EmbeddedPostgresException(
                $"The directory {directory} belongs to another user. Start the gateway as the user that made it.",
                denied
            );
        }
    }

    public void Dispose() => _held.Dispose();

    private static FileStream? Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException held) when (held.HResult == WouldBlock)
        {
            return null;
        }
    }

    private static int? OwnerIn(string note)
    {
        try
        {
            return int.TryParse(File.ReadAllText(note), CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
