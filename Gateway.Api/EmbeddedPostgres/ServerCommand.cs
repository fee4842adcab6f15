using Gateway.Api.Configuration;
using Npgsql;

namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// How the server is started and reached. It listens on a socket only, in a directory that no other user can enter, so it
/// asks for no password. All settings are on its command line, so that a running server shows which ones it has.
/// </summary>
internal static class ServerCommand
{
    public const int Port = 5432;
    public const string User = "gateway";

    /// <summary>Distinguishes a server that a gateway started from one that is run by hand on the same files.</summary>
    public const string Mark = "cluster_name=gateway";

    private const int MostConnections = 100;

    // Leaves room for the framework's own connections, a second pool in tests, and a person with psql.
    private const int LargestPool = 60;

    public static IReadOnlyList<string> For(string program, ClusterHome home, EmbeddedPostgresOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["max_connections"] = $"{MostConnections}",
            ["shared_buffers"] = "128MB",
            // Statements here are short: compiling them costs more than it saves.
            ["jit"] = "off",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
            ["log_truncate_on_rotation"] = "on",
            // Values of rows and statements stay out of the log.
            ["log_error_verbosity"] = "terse",
            ["log_min_error_statement"] = "panic",
        };
        if (!options.Durable)
            settings["fsync"] = settings["synchronous_commit"] = settings["full_page_writes"] = "off";
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        settings["listen_addresses"] = "";
        settings["port"] = $"{Port}";
        settings["unix_socket_directories"] = home.SocketDirectory;
        settings["unix_socket_permissions"] = "0700";
        settings["logging_collector"] = "on";
        settings["log_directory"] = home.Logs;
        settings["log_filename"] = "postgres-%a.log";
        return [program, "-D", home.Cluster, "-c", Mark, .. settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })];
    }

    public static string ConnectionString(ClusterHome home, string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = home.SocketDirectory,
            Port = Port,
            Username = User,
            Database = database,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = LargestPool,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
        }.ConnectionString;
}
