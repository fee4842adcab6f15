namespace Gateway.Api.Configuration;

/// <summary>Finds what a misspelt name was meant to be.</summary>
internal static class Spelling
{
    /// <returns>Null when nothing is near.</returns>
    public static string? Nearest(string written, IEnumerable<string> known) =>
        known
            .Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(one => one.Distance <= Math.Max(2, one.Name.Length / 3))
            .OrderBy(one => one.Distance)
            .Select(one => one.Name)
            .FirstOrDefault();

    /// <summary>Letters put in, left out, exchanged or swapped with their neighbour (optimal string alignment).</summary>
    public static int Distance(string left, string right)
    {
        var costs = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        for (var j = 0; j <= right.Length; j++)
            costs[i, j] = i == 0 || j == 0 ? i + j : Cost(i, j);
        return costs[left.Length, right.Length];

        int Cost(int i, int j)
        {
            var same = left[i - 1] == right[j - 1] ? 0 : 1;
            var least = Math.Min(Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1, costs[i - 1, j - 1] + same);
            return i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]
                ? Math.Min(least, costs[i - 2, j - 2] + 1)
                : least;
        }
    }
}
