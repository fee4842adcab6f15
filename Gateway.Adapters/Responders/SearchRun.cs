using Gateway.Adapters.Certificates;
using Gateway.Adapters.Xades.Validation;

namespace Gateway.Adapters.Responders;

/// <summary>
/// One search: climbs from certificates to anchors, fetching issuers that are missing, and asks of each on the way whether
/// it was revoked.
/// </summary>
internal sealed class SearchRun
{
    private const int MostInquiries = 40;
    private const int MostAddresses = 3;
    private const int MostPaths = 3;
    private const int MostIssuers = 4;

    private readonly ResponderClient _client;
    private readonly SignatureBudget _work = new();
    private readonly CertificatePool _pool = new();
    private readonly PathBuilder _paths;
    private readonly RevocationContext _revocation;
    private readonly Dictionary<(string Certificate, string Issuer), bool> _answers = [];
    private readonly HashSet<string> _fetched = [];
    private readonly List<Certificate> _issuers = [];
    private readonly List<RevocationSource> _sources = [];
    private readonly List<Inquiry> _inquiries = [];
    private long _octets;

    public SearchRun(ResponderClient client, TrustMaterial given, IEnumerable<Certificate> embedded)
    {
        _client = client;
        _pool.Add(given.Others);
        _pool.Add(embedded);
        _paths = new PathBuilder(given.Anchors, _pool, _work);
        _revocation = new RevocationContext(_work, _pool, given.Anchors);
    }

    public Found Found => new(new TrustMaterial([], _issuers, _sources), _inquiries);

    /// <exception cref="OperationCanceledException">It takes too long.</exception>
    public async Task OfAsync(Certificate target, CancellationToken cancellation)
    {
        foreach (var path in await PathsAsync(target, cancellation))
            for (var i = 0; i < path.Certificates.Count; i++)
                if (!path.Certificates[i].Extensions.IsNeverRevoked)
                    await AskAsync(path.Certificates[i], path.IssuerOf(i), cancellation);
    }

    private async Task<List<CertificatePath>> PathsAsync(Certificate target, CancellationToken cancellation)
    {
        for (var fetched = 0; ; fetched++)
        {
            cancellation.ThrowIfCancellationRequested();
            var paths = _paths.PathsOf(target).Take(MostPaths).ToList();
            if (paths.Count > 0 || fetched == MostIssuers)
                return paths;
            if (!await FetchIssuerAsync(_paths.Upwards(target)[^1], cancellation))
                return paths;
        }
    }

    private async Task<bool> FetchIssuerAsync(Certificate below, CancellationToken cancellation)
    {
        if (below.IsSelfIssued)
            return false;
        foreach (var address in below.Extensions.IssuerAddresses.Take(MostAddresses))
        {
            if (!_fetched.Add(address))
                continue;
            var isFound = await InquireAsync(
                InquiryKind.Issuer,
                address,
                null,
                file =>
                {
                    var issuers = file
                        .Certificates.Where(each =>
                            each.Subject.Equals(below.Issuer) && _work.IsSignedBy(below.Signed, below.Key, each)
                        )
                        .ToList();
                    if (issuers.Count == 0)
                        return (
                            file.Certificates.Count == 0 ? InquiryOutcome.NotUnderstood : InquiryOutcome.NotBelieved,
                            null
                        );
                    _pool.Add(issuers);
                    _issuers.AddRange(issuers);
                    return (InquiryOutcome.Answered, null);
                },
                cancellation
            );
            if (isFound)
                return true;
        }
        return false;
    }

    /// <returns>Whether a signer that is itself good reports the certificate as good.</returns>
    private async Task<bool> AskAsync(Certificate certificate, Certificate issuer, CancellationToken cancellation)
    {
        if (_answers.TryGetValue((certificate.Key, issuer.Key), out var known))
            return known;
        _answers.Add((certificate.Key, issuer.Key), false);
        foreach (var (kind, address) in AddressesOf(certificate))
        {
            RevocationStatement? statement = null;
            var query = kind == InquiryKind.Ocsp ? OcspQuery.For(certificate, issuer) : null;
            if (kind == InquiryKind.Ocsp && query is null)
                continue;
            if (
                !await InquireAsync(
                    kind,
                    address,
                    query,
                    file => Judge(file, certificate, issuer, out statement),
                    cancellation
                )
            )
                continue;
            _sources.Add(statement!.Source);
            if (await IsGoodAsync(statement.Signer, issuer, cancellation))
                return _answers[(certificate.Key, issuer.Key)] = statement.Standing == CertificateStanding.Good;
        }
        return false;
    }

    private async Task<bool> IsGoodAsync(Certificate signer, Certificate issuer, CancellationToken cancellation) =>
        signer.Equals(issuer)
        || signer.Extensions.HasNoCheck
        || signer.Extensions.IsNeverRevoked
        || _revocation.IsTrusted(signer)
        || await AskAsync(signer, issuer, cancellation);

    private static IEnumerable<(InquiryKind Kind, string Address)> AddressesOf(Certificate certificate) =>
        certificate
            .Extensions.Responders.Take(MostAddresses)
            .Select(address => (InquiryKind.Ocsp, address))
            .Concat(
                certificate
                    .Extensions.DistributionPoints.Where(name => name.Kind == GeneralNameKind.Uri)
                    .Take(MostAddresses)
                    .Select(name => (InquiryKind.RevocationList, name.Text))
            );

    private (InquiryOutcome, DateTimeOffset?) Judge(
        CertificateFile file,
        Certificate certificate,
        Certificate issuer,
        out RevocationStatement? statement
    )
    {
        statement = null;
        if (file.Revocation.Count == 0)
            return (InquiryOutcome.NotUnderstood, null);
        statement = file
            .Revocation.Select(source => source.About(certificate, issuer, _revocation))
            .FirstOrDefault(each => each is not null);
        if (statement is null)
            return (InquiryOutcome.NotBelieved, null);
        var now = _client.Clock.GetUtcNow();
        var outcome =
            statement.Standing == CertificateStanding.Unknown || !statement.IsMeantFor(certificate) ? InquiryOutcome.Unknown
            : statement.ThisUpdate > now || statement.NextUpdate < now ? InquiryOutcome.OtherTime
            : InquiryOutcome.Answered;
        return (outcome, statement.NextUpdate);
    }

    /// <summary>Asks the address or uses a kept answer, and records the outcome.</summary>
    private async Task<bool> InquireAsync(
        InquiryKind kind,
        string named,
        byte[]? query,
        Func<CertificateFile, (InquiryOutcome Outcome, DateTimeOffset? Until)> judge,
        CancellationToken cancellation
    )
    {
        if (_inquiries.Count >= MostInquiries)
            return false;
        if (!_client.Options.Allowed.Allow(named, out var address))
            return Noted(InquiryOutcome.NotAllowed);
        var question = new Question(kind, address, query);
        if (_client.Kept(question) is { } kept && judge(kept).Outcome == InquiryOutcome.Answered)
            return Noted(InquiryOutcome.Answered);

        Answer answer;
        try
        {
            answer = await _client.AskAsync(question, cancellation);
        }
        catch (OperationCanceledException)
        {
            Noted(InquiryOutcome.TimedOut);
            throw;
        }
        if (answer.File is not { } file)
            return Noted(answer.Outcome, answer.Detail);
        if ((_octets += answer.Length) > _client.Options.LargestTogether)
            return Noted(InquiryOutcome.TooLarge);
        var (outcome, until) = judge(file);
        if (outcome == InquiryOutcome.Answered)
            _client.Keep(question, answer, until);
        return Noted(outcome);

        bool Noted(InquiryOutcome outcome, string? detail = null)
        {
            _inquiries.Add(new Inquiry(kind, named, outcome, detail));
            return outcome == InquiryOutcome.Answered;
        }
    }
}
