using Gateway.Domain.Requests;
using Gateway.Domain.Transmissions;
using Marten;
using Marten.Services;

namespace Gateway.Api.Observability;

/// <summary>
/// One log line per message that was accepted, rejected, sent or received, written after its events were committed: codes
/// and ids only.
/// </summary>
internal sealed partial class MessageLines(ILogger<MessageLines> log) : DocumentSessionListenerBase
{
    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        foreach (var committed in commit.GetEvents())
            switch (committed.Data)
            {
                case SubmissionAccepted fact:
                    Accepted(fact.MessageId, fact.RequestId, session.TenantId);
                    break;
                case SubmissionRejected fact:
                    Rejected(fact.RejectionId, session.TenantId, fact.Via, fact.Problem);
                    break;
                case TransmissionHandedToChannel fact:
                    Sent(fact.TransmissionId, fact.Attempt, session.TenantId, fact.Detail);
                    break;
                case RequestReceived fact:
                    Received(fact.MessageId, fact.RequestId, session.TenantId, fact.Counterpart, fact.Channel);
                    break;
                case MessageReceived fact:
                    Received(fact.MessageId, fact.RequestId, session.TenantId, fact.From, fact.Channel);
                    break;
            }
        return Task.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "Accepted message {MessageId} of request {RequestId} for {Authority}")]
    private partial void Accepted(Guid messageId, Guid requestId, string authority);

    [LoggerMessage(2, LogLevel.Information, "Rejected submission {RejectionId} for {Authority} over {Via}: {Problem}")]
    private partial void Rejected(Guid rejectionId, string authority, string via, string problem);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "Sent transmission {TransmissionId}, attempt {Attempt}, for {Authority}: {Detail}"
    )]
    private partial void Sent(Guid transmissionId, int attempt, string authority, string detail);

    [LoggerMessage(
        4,
        LogLevel.Information,
        "Received message {MessageId} of request {RequestId} for {Authority} from {Counterpart} over {Channel}"
    )]
    private partial void Received(Guid messageId, Guid requestId, string authority, string counterpart, string channel);
}
