using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;
using Gateway.Domain.LegalBases;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Routing;

/// <summary>The checks on one channel: whether it can be used from here, for this message, to this counterpart.</summary>
internal static class EndpointChecks
{
    public const string Size = "size";

    public static IEnumerable<Check> Of(
        string name,
        KnownAuthority sender,
        KnownAuthority counterpart,
        Consignment consignment,
        Circumstances circumstances
    )
    {
        if (counterpart.Endpoint(name) is not { } endpoint)
        {
            yield return Check.Blocked(
                "endpoint",
                $"The directory knows no way to the addressed authority over {Known(name, circumstances)}."
            );
            yield break;
        }
        if (!circumstances.Channels.TryGetValue(name, out var capabilities))
        {
            yield return Check.Blocked("endpoint", $"This gateway is not set up for {Known(name, circumstances)}.");
            yield break;
        }
        yield return sender.Endpoint(name) is null
            ? Check.Blocked(
                "endpoint",
                $"The directory knows no address of the sending authority over {name}, so nothing could come back."
            )
            : Check.Ok("endpoint", $"Both authorities are reached over {name}.");
        yield return Sandbox(endpoint, consignment);
        yield return Encryption(name, endpoint, counterpart, capabilities);
        if (circumstances.FreeMail.Holds(endpoint.Address))
            yield return Address(consignment, capabilities);
        yield return Largest(name, consignment, capabilities);
        foreach (var check in LegalBasis(name, consignment, circumstances.Terms.Channel))
            yield return check;
        if (circumstances.Outages.Of(name) is { } outage)
            yield return Check.Warning(
                "outage",
                $"{name} has been out of order since {outage.Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC."
            );
    }

    private static Check Sandbox(ChannelEndpoint endpoint, Consignment consignment) =>
        (consignment.IsSandbox, endpoint.IsSandbox) switch
        {
            (true, false) => Check.Blocked("sandbox", "A sandbox message never goes to a real counterpart."),
            (false, true) => Check.Blocked(
                "sandbox",
                "A sandbox endpoint receives sandbox messages only; mark the document."
            ),
            (true, true) => Check.Ok("sandbox", "A sandbox message goes to a sandbox endpoint."),
            (false, false) => Check.Ok("sandbox", "A real message goes to a real endpoint."),
        };

    private static Check Encryption(
        string name,
        ChannelEndpoint endpoint,
        KnownAuthority counterpart,
        ChannelCapabilities capabilities
    )
    {
        if (capabilities.EncryptsContent)
            return Check.Ok("encryption", $"{name} protects the content from end to end.");
        if (!endpoint.IsSandbox)
            return Check.Blocked(
                "encryption",
                $"The channel {name} cannot encrypt yet, so it serves sandbox endpoints only."
            );
        return counterpart.Acceptance?.Asks(AcceptanceCondition.Encryption) == true
            ? Check.Blocked("encryption", $"The addressed authority asks for encryption, and {name} cannot encrypt.")
            : Check.Warning("encryption", $"{name} does not encrypt; sandbox messages may go over it.");
    }

    /// <summary>
    /// Blocks an address at a free mail service for personal data that is not encrypted, and warns of it otherwise: it is
    /// not known who reads such a mailbox.
    /// </summary>
    private static Check Address(Consignment consignment, ChannelCapabilities capabilities) =>
        consignment.HoldsPersonalData && !capabilities.EncryptsContent
            ? Check.Blocked(
                "address",
                "The address is at a free mail service, which has the lowest assurance; personal data never goes there "
                    + "unencrypted."
            )
            : Check.Warning("address", "The address is at a free mail service, which has the lowest assurance.");

    private static Check Largest(string name, Consignment consignment, ChannelCapabilities capabilities) =>
        consignment.Size > capabilities.LargestMessage
            ? Check.Blocked(Size, $"The channel {name} carries {capabilities.LargestMessage} bytes at most.")
            : Check.Ok(Size, $"The channel {name} carries up to {capabilities.LargestMessage} bytes.");

    private static IEnumerable<Check> LegalBasis(string name, Consignment consignment, ChannelRule rule)
    {
        if (rule.UrgentOnly.Contains(name))
            yield return consignment.Urgency == Urgency.Normal
                ? Check.Blocked("urgency", $"The legal basis opens {name} to urgent requests only.")
                : Check.Ok("urgency", $"The request is urgent, so the legal basis opens {name}.");
        if (rule.Preferred.Contains(name))
            yield return Check.Ok("legalBasis", $"The legal basis names {name} as the preferred means.");
        else if (rule.Preferred.Count > 0)
            yield return Check.Warning("legalBasis", $"The legal basis prefers {string.Join(", ", rule.Preferred)}.");
    }

    /// <summary>A name is repeated only when it is one of our channels: a caller may write any text.</summary>
    private static string Known(string name, Circumstances circumstances) =>
        circumstances.Channels.ContainsKey(name) ? name : "the channel asked for";
}
