using Gateway.Api.Persistence;
using Gateway.Domain;
using Gateway.Domain.Transmissions;
using Npgsql;

namespace Gateway.Api.Requests;

/// <summary>Adds the current state of the transmission to each undelivered message.</summary>
public sealed class UndeliveredStates(NpgsqlDataSource database)
{
    private const string View = $"{Database.Schema}.mt_doc_transmission";

    /// <summary>
    /// Adds the current state of its transmission to each undelivered message of these requests, in one query.
    /// </summary>
    public async Task<IReadOnlyList<Progress>> DescribeAsync(
        string tenant,
        IReadOnlyList<Progress> requests,
        CancellationToken cancellation
    )
    {
        var asked = requests.SelectMany(request => request.Undelivered).Select(one => one.TransmissionId).ToArray();
        if (asked.Length == 0)
            return requests;
        await using var command = database.CreateCommand(
            $"select id, status from {View} where tenant_id = $1 and id = any($2)"
        );
        command.Parameters.Add(new() { Value = tenant });
        command.Parameters.Add(new() { Value = asked });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var states = new Dictionary<Guid, TransmissionState>();
        while (await reader.ReadAsync(cancellation))
            if (Codes.TryParse<TransmissionState>(reader.GetString(1), out var state))
                states[reader.GetGuid(0)] = state;
        return
        [
            .. requests.Select(request =>
                request.Undelivered.Count == 0
                    ? request
                    : request with
                    {
                        Undelivered =
                        [
                            .. request.Undelivered.Select(one =>
                                states.TryGetValue(one.TransmissionId, out var state) ? one.In(state) : one
                            ),
                        ],
                    }
            ),
        ];
    }
}
