using System.Text.RegularExpressions;
using Gateway.Domain.Messages;

namespace Gateway.Domain.Authorities;

/// <summary>
/// The forms of the codes in a directory entry. Where the message format defines a code, its form is used.
/// </summary>
public static partial class DirectoryCodes
{
    public static bool IsLegalBasis(string text) => text.Length <= 64 && LegalBasis().IsMatch(text);

    public static bool IsRequestType(string text) => RequestTypes.IsKnown(text);

    public static bool IsLanguage(string text) => Language().IsMatch(text);

    public static bool IsChannel(string text) => Channel().IsMatch(text);

    /// <summary>A publisher, or how something was verified.</summary>
    public static bool IsSource(string text) => Source().IsMatch(text);

    /// <summary>A camelCase name.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    [GeneratedRegex(@"\A[A-Z][A-Z0-9]*([\-.][A-Z0-9]+)*\z", RegexOptions.NonBacktracking)]
    private static partial Regex LegalBasis();

    [GeneratedRegex(@"\A[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Language();

    [GeneratedRegex(@"\A[a-z][a-z0-9\-]{0,31}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Channel();

    [GeneratedRegex(@"\A[a-z][a-z0-9\-]{0,39}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Source();

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9]{0,39}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
