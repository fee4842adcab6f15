namespace Gateway.Api.EmbeddedPostgres;

/// <summary>
/// The user the server runs as. PostgreSQL refuses to run as root, so a gateway that runs as root switches to the owner of
/// the cluster, else <c>postgres</c>, else <c>nobody</c>; any other user keeps its own.
/// </summary>
/// <param name="Name">As messages call it.</param>
/// <param name="User">"uid:gid" to step down to; null to stay.</param>
internal sealed record ServerAccount(string Name, string? User)
{
    public static async Task<ServerAccount> ForAsync(string cluster, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerAccount(Environment.UserName, null);
        if (Directory.Exists(cluster))
        {
            var owner = await ChildProgram.RunAsync(["stat", "-c", "%U %u:%g", cluster], cancellation);
            if (owner.Output.Split(' ') is [var name, var ids] && !ids.StartsWith("0:", StringComparison.Ordinal))
                return new ServerAccount(name, ids);
        }

        var users = (await File.ReadAllLinesAsync("/etc/passwd", cancellation)).Select(line => line.Split(':')).ToArray();
        var user =
            users.FirstOrDefault(u => u[0] == "postgres")
            ?? users.FirstOrDefault(u => u[0] == "nobody")
            ?? throw new EmbeddedPostgresException(
                "PostgreSQL does not run as root, and there is no user postgres or nobody to run it as. "
                    + "Make one, start the gateway as another user, or give a connection string."
            );
        return new ServerAccount(user[0], $"{user[2]}:{user[3]}");
    }

    public IEnumerable<string> Command(params IEnumerable<string> command)
    {
        if (User?.Split(':') is not [var user, var group])
            return command;
        return ["setpriv", "--reuid", user, "--regid", group, "--clear-groups", "--", .. command];
    }

    /// <summary>Whether a directory can be passed through, or a file run, all the way from the top.</summary>
    public async Task<bool> CanReachAsync(string path, CancellationToken cancellation) =>
        (await ChildProgram.RunAsync(Command("test", "-x", path), cancellation)).Succeeded;

    /// <summary>Makes a directory that this user alone can enter (and root, who enters anything).</summary>
    public async Task MakePrivateDirectoryAsync(string path, CancellationToken cancellation)
    {
        string[] owner = User?.Split(':') is [var user, var group] ? ["-o", user, "-g", group] : [];
        var made = await ChildProgram.RunAsync(["install", "-d", "-m", "700", .. owner, path], cancellation);
        if (!made.Succeeded)
            throw new EmbeddedPostgresException($"The directory {path} cannot be made for {Name}: {made.Errors}");

        // Another user may have made it before: its owner decides who can connect to the server.
        var own = await ChildProgram.RunAsync(Command("sh", "-c", "test ! -L \"$0\" && test -O \"$0\"", path), cancellation);
        if (!own.Succeeded)
            throw new EmbeddedPostgresException($"{path} should be a directory of {Name} and is not. Remove it.");
    }
}
