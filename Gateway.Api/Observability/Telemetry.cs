using System.Diagnostics;
using System.Diagnostics.Metrics;
using Gateway.Domain;
using Gateway.Domain.Channels;
using Gateway.Domain.Messages;

namespace Gateway.Api.Observability;

/// <summary>
/// Every metric and span of the gateway's own (docs/telemetry.md). Tags are codes from closed sets and authority codes;
/// nothing personal can get in, because no text is taken.
/// </summary>
public sealed class Telemetry : IDisposable
{
    public const string Name = "gateway";

    /// <summary>Spans: one trace per attempt, linked to the submission; one per arrival.</summary>
    public ActivitySource Source { get; } = new(Name);

    private readonly Meter meter = new(Name);
    private readonly Counter<long> accepted;
    private readonly Counter<long> rejected;
    private readonly Counter<long> rejectedAsBefore;
    private readonly Counter<long> received;
    private readonly Counter<long> attempts;
    private readonly Histogram<double> attemptDuration;
    private readonly Histogram<double> deliveryDuration;
    private readonly Histogram<double> acknowledgementDuration;
    private readonly Counter<long> verifications;
    private readonly Counter<long> repetitions;
    private readonly Counter<long> redriven;
    private readonly Counter<long> turnedAway;
    private readonly Counter<long> swept;
    private readonly Counter<long> reads;
    private readonly Counter<long> callersRejected;
    private readonly Counter<long> evidenceKept;
    private readonly Counter<long> evidenceFailed;
    private readonly Counter<long> inquiries;
    private readonly Counter<long> arrivalFailures;

    public Telemetry()
    {
        accepted = meter.CreateCounter<long>("gateway.request.accepted", "{request}", "Submissions accepted.");
        rejected = meter.CreateCounter<long>(
            "gateway.submission.rejected",
            "{submission}",
            "Submissions, lists of authorities and arrivals rejected."
        );
        rejectedAsBefore = meter.CreateCounter<long>(
            "gateway.request.refused",
            "{request}",
            "The former name of gateway.submission.rejected; ends with the next release."
        );
        received = meter.CreateCounter<long>(
            "gateway.request.received",
            "{request}",
            "Messages received from counterparts."
        );
        attempts = meter.CreateCounter<long>("gateway.transmission.attempts", "{attempt}", "Attempts by outcome.");
        attemptDuration = meter.CreateHistogram(
            "gateway.transmission.attempt.duration",
            "s",
            "Length of one attempt.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 30, 60, 120],
            }
        );
        deliveryDuration = meter.CreateHistogram(
            "gateway.transmission.delivery.duration",
            "s",
            "From acceptance to the hand-over to the channel.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400],
            }
        );
        acknowledgementDuration = meter.CreateHistogram(
            "gateway.transmission.ack.duration",
            "s",
            "From the hand-over of a request to its acknowledgement.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [1, 60, 3600, 86_400, 259_200, 604_800, 1_209_600, 2_592_000],
            }
        );
        verifications = meter.CreateCounter<long>(
            "gateway.signature.verifications",
            "{verification}",
            "Signatures verified."
        );
        repetitions = meter.CreateCounter<long>("gateway.dedupe.hits", "{message}", "Messages that were there already.");
        redriven = meter.CreateCounter<long>(
            "gateway.reconciler.redriven",
            "{transmission}",
            "Work found outside every queue; should stay 0."
        );
        turnedAway = meter.CreateCounter<long>(
            "gateway.request.turned_away",
            "{request}",
            "Submissions told to come back later."
        );
        swept = meter.CreateCounter<long>(
            "gateway.vault.swept",
            "{item}",
            "Vault items removed because no fact cites them."
        );
        reads = meter.CreateCounter<long>("gateway.audit.reads", "{read}", "Content given out, each recorded first.");
        callersRejected = meter.CreateCounter<long>(
            "gateway.caller.refused",
            "{call}",
            "Credentials that were shown and not believed."
        );
        evidenceKept = meter.CreateCounter<long>(
            "gateway.evidence.kept",
            "{record}",
            "Evidence of originals taken and renewed."
        );
        evidenceFailed = meter.CreateCounter<long>(
            "gateway.evidence.failures",
            "{sweep}",
            "Sweeps in which evidence could not be taken or renewed."
        );
        inquiries = meter.CreateCounter<long>(
            "gateway.responder.inquiries",
            "{inquiry}",
            "Addresses of certificates, asked or not allowed."
        );
        arrivalFailures = meter.CreateCounter<long>(
            "gateway.arrival.failures",
            "{try}",
            "Examinations of arrivals that failed."
        );
    }

    public void SubmissionAccepted(MessageKind kind) => accepted.Add(1, Tag("kind", Codes.Of(kind)));

    public void SubmissionRejected(string via, string problem)
    {
        rejected.Add(1, Tag("origin", via), Tag("problem_type", problem));
        rejectedAsBefore.Add(1, Tag("origin", via), Tag("problem_type", problem));
    }

    public void MessageReceived(string channel, MessageKind kind) =>
        received.Add(1, Tag("channel", channel), Tag("kind", Codes.Of(kind)));

    public void Attempted(string channel, string destination, ChannelAnswer answer, TimeSpan duration)
    {
        var outcome = Codes.Of(answer.Outcome);
        if (answer.Outcome == DeliveryOutcome.HandedToChannel)
            attempts.Add(1, Tag("channel", channel), Tag("destination", destination), Tag("outcome", outcome));
        else
            attempts.Add(
                1,
                Tag("channel", channel),
                Tag("destination", destination),
                Tag("outcome", outcome),
                Tag("error.type", answer.Detail)
            );
        attemptDuration.Record(duration.TotalSeconds, Tag("channel", channel), Tag("outcome", outcome));
    }

    public void HandedOver(string channel, TimeSpan sinceAccepted) =>
        deliveryDuration.Record(Math.Max(0, sinceAccepted.TotalSeconds), Tag("channel", channel));

    public void Acknowledged(string channel, string destination, TimeSpan sinceDispatched) =>
        acknowledgementDuration.Record(
            Math.Max(0, sinceDispatched.TotalSeconds),
            Tag("channel", channel),
            Tag("destination", destination)
        );

    public void SignatureVerified(SignatureVerdict verdict) =>
        verifications.Add(
            1,
            Tag("result", verdict.IsPassed ? "ok" : "failed"),
            Tag("indication", verdict.SubIndication ?? verdict.Indication),
            Tag("format", "xades")
        );

    public void Repeated(string via) => repetitions.Add(1, Tag("channel", via));

    public void Redriven(string reason) => redriven.Add(1, Tag("reason", reason));

    public void TurnedAway(string reason) => turnedAway.Add(1, Tag("reason", reason));

    public void Swept(long items) => swept.Add(items);

    public void ContentRead(string role) => reads.Add(1, Tag("role", role));

    public void EvidenceKept(string kind, long records) => evidenceKept.Add(records, Tag("kind", kind));

    public void EvidenceFailed(string reason) => evidenceFailed.Add(1, Tag("reason", reason));

    public void Inquired(string kind, string outcome) => inquiries.Add(1, Tag("kind", kind), Tag("outcome", outcome));

    public void ArrivalFailed(string channel, bool isQuarantined) =>
        arrivalFailures.Add(1, Tag("channel", channel), Tag("outcome", isQuarantined ? "quarantined" : "retried"));

    /// <summary>Gauges of what waits to come in; read when they are collected.</summary>
    public void ObserveArrivals(Func<IReadOnlyList<ArrivalRow>> arrivals)
    {
        meter.CreateObservableUpDownCounter(
            "gateway.arrival.waiting",
            () =>
                arrivals()
                    .Select(row => new Measurement<long>(row.Count, Tag("channel", row.Channel), Tag("state", row.State))),
            "{arrival}",
            "Arrivals at their source that are not recorded yet."
        );
        meter.CreateObservableGauge(
            "gateway.arrival.waiting.age",
            () =>
                arrivals()
                    .Where(row => row.Count > 0)
                    .Select(row => new Measurement<double>(
                        row.OldestAge.TotalSeconds,
                        Tag("channel", row.Channel),
                        Tag("state", row.State)
                    )),
            "s",
            "Age of the oldest arrival that is not recorded yet."
        );
    }

    /// <summary>How long the oldest original without evidence has waited; read when it is collected.</summary>
    public void ObserveEvidence(Func<TimeSpan> waiting) =>
        meter.CreateObservableGauge(
            "gateway.evidence.waiting.age",
            () => waiting().TotalSeconds,
            "s",
            "How long the oldest original without evidence has waited."
        );

    /// <summary>The reason is not given to the caller; it is recorded in the call's trace.</summary>
    public void CallerRejected(string credential, string reason)
    {
        callersRejected.Add(1, Tag("credential", credential), Tag("reason", reason));
        Activity.Current?.SetTag("gateway.refusal", reason);
    }

    /// <summary>Gauges read <paramref name="backlog"/> when they are collected.</summary>
    public void Observe(Func<IReadOnlyList<BacklogRow>> backlog)
    {
        meter.CreateObservableUpDownCounter(
            "gateway.transmission.active",
            () =>
                backlog()
                    .Select(row => new Measurement<long>(row.Count, Tag("channel", row.Channel), Tag("state", row.State))),
            "{transmission}",
            "Transmissions that have not come to an end."
        );
        meter.CreateObservableGauge(
            "gateway.transmission.undelivered.age",
            () =>
                backlog()
                    .Where(row => row.OldestAge is not null)
                    .Select(row => new Measurement<double>(
                        row.OldestAge!.Value.TotalSeconds,
                        Tag("channel", row.Channel),
                        Tag("state", row.State)
                    )),
            "s",
            "Age of the oldest message not handed over."
        );
        meter.CreateObservableGauge(
            "gateway.transmission.dead_letters",
            () =>
                backlog()
                    .Where(row => row.State == "failed")
                    .Select(row => new Measurement<long>(row.Count, Tag("channel", row.Channel))),
            "{transmission}",
            "Transmissions that failed and wait for a person."
        );
        meter.CreateObservableGauge(
            "gateway.transmission.outcome_unknown",
            () =>
                backlog()
                    .Where(row => row.State == "outcomeUnknown")
                    .Select(row => new Measurement<long>(row.Count, Tag("channel", row.Channel))),
            "{transmission}",
            "Transmissions whose outcome a person must settle."
        );
    }

    /// <summary>Gauges of what is owed and what runs out; read when they are collected.</summary>
    public void ObserveDeadlines(Func<IReadOnlyList<DeadlineRow>> deadlines)
    {
        meter.CreateObservableUpDownCounter(
            "gateway.deadline.open",
            () =>
                deadlines().Select(row => new Measurement<long>(row.Count, Tag("kind", row.Kind), Tag("state", row.State))),
            "{deadline}",
            "Obligations and treaty times that are open."
        );
        meter.CreateObservableGauge(
            "gateway.deadline.overdue.age",
            () =>
                deadlines()
                    .Where(row => row.OldestDelay > TimeSpan.Zero)
                    .Select(row => new Measurement<double>(row.OldestDelay.TotalSeconds, Tag("kind", row.Kind))),
            "s",
            "How late the most overdue obligation is."
        );
    }

    public void Dispose()
    {
        Source.Dispose();
        meter.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}

/// <param name="State"><c>waiting</c>, <c>retrying</c>, or <c>parked</c> until its exchange opens.</param>
public sealed record ArrivalRow(string Channel, string State, long Count, TimeSpan OldestAge);

/// <param name="OldestDelay">Zero when none is late.</param>
public sealed record DeadlineRow(string Kind, string State, long Count, TimeSpan OldestDelay);

/// <param name="OldestAge">Null for states in which nothing waits to leave.</param>
public sealed record BacklogRow(string Channel, string State, long Count, TimeSpan? OldestAge);
