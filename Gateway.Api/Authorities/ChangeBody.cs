using System.Text.Json.Serialization;
using Gateway.Adapters.AuthorityLists;
using Gateway.Domain.Authorities;

namespace Gateway.Api.Authorities;

/// <summary>
/// A change that an administrator requests to an authority's entry. Endpoints and keys wait for a second person; other
/// changes take effect at once.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(EndpointBody), "endpoint")]
[JsonDerivedType(typeof(EndpointRetirementBody), "endpointRetirement")]
[JsonDerivedType(typeof(KeyBody), "key")]
[JsonDerivedType(typeof(KeyRetirementBody), "keyRetirement")]
[JsonDerivedType(typeof(NameBody), "name")]
[JsonDerivedType(typeof(RolesBody), "roles")]
[JsonDerivedType(typeof(LanguagesBody), "languages")]
[JsonDerivedType(typeof(AcceptanceBody), "acceptance")]
[JsonDerivedType(typeof(VerificationBody), "verification")]
public abstract record ChangeBody;

/// <param name="Preference">1 is the authority's first choice. When absent, the channel keeps its place.</param>
public sealed record EndpointBody(string Channel, string Address, bool Sandbox = false, int? Preference = null) : ChangeBody;

public sealed record EndpointRetirementBody(string Channel) : ChangeBody;

/// <param name="Certificate">PEM, or DER in base64.</param>
public sealed record KeyBody(KeyPurpose Purpose, string Certificate) : ChangeBody;

public sealed record KeyRetirementBody(string KeyId) : ChangeBody;

public sealed record NameBody(string Name) : ChangeBody;

public sealed record RolesBody(IReadOnlyList<DeclaredRole> Roles) : ChangeBody;

public sealed record LanguagesBody(IReadOnlyList<string> Languages) : ChangeBody;

public sealed record AcceptanceBody(
    bool Electronic,
    IReadOnlyList<AcceptanceCondition> Conditions,
    IReadOnlyList<ListedRequirement>? Requirements = null
) : ChangeBody;

/// <param name="Source">The code of the means or source of the verification, e.g. <c>telephone</c>.</param>
public sealed record VerificationBody(string Source, DateTimeOffset VerifiedAt, string? Note = null) : ChangeBody;

/// <param name="Check">How, and with whom, the change was checked out of band.</param>
public sealed record ConfirmationBody(string Check);
