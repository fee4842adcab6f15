using Gateway.Domain.Authorities;
using Gateway.Domain.Channels;

namespace Gateway.Api.Channels;

/// <summary>Opens the mailboxes or folders of one channel for every served authority that has one.</summary>
public sealed record IntakeSource(Func<IAuthorityDirectory, IEnumerable<IIntake>> Open);
