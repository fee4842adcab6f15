using Gateway.Api.Authorities;
using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>The mailboxes, folders and queues of the served authorities, as the directory has them now.</summary>
public sealed class Intakes(IEnumerable<IntakeSource> sources, RecordedDirectory directory)
{
    private readonly Lock opening = new();
    private (DirectorySnapshot? Of, IReadOnlyDictionary<string, IIntake> Intakes) opened = (
        null,
        new Dictionary<string, IIntake>()
    );

    /// <summary>By a name that changes with the endpoint; the same objects until the directory changes.</summary>
    public IReadOnlyDictionary<string, IIntake> Open()
    {
        lock (opening)
        {
            var now = directory.Snapshot;
            if (opened.Of != now)
                opened = (now, sources.SelectMany(source => source.Open(directory)).ToDictionary(Name));
            return opened.Intakes;
        }
    }

    private string Name(IIntake intake) =>
        $"{intake.Channel}/{intake.Authority}/{directory.Find(intake.Authority)?.Endpoint(intake.Channel)?.Revision}";
}
