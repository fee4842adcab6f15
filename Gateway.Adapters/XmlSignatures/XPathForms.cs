using System.Text;
using Gateway.Adapters.Xades;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// The XPath and XPath Filter 2.0 transforms that signers use (XMLDSig core 1.1, 6.6.3; XML-Signature XPath Filter 2.0),
/// recognised by their exact text. Any other expression is not on the closed list.
/// </summary>
internal static class XPathForms
{
    private const int MostFilters = 8;
    private const string Selves = "ancestor-or-self::";
    private const string HereSignature = "here()/ancestor::";

    /// <summary>The transform of 1999: an expression that is true for the nodes to keep.</summary>
    public static Transform? ReadXPath(Element transform)
    {
        if (TheOnly(transform, XadesNames.Ds) is not { } xpath || Expression(xpath) is not { } text)
            return null;
        if (IsEnveloped(text, xpath))
            return new Transform.EnvelopedSignature();
        if (
            (text.StartsWith('/') || text.StartsWith("id(", StringComparison.Ordinal))
            && ElementPath.Read(text, xpath) is { } path
        )
            return new Transform.Presence(path);
        var filters = new List<ElementFilter>();
        foreach (var term in text.Split(" and "))
        {
            var removes = term.StartsWith("not(", StringComparison.Ordinal) && term.EndsWith(')');
            if (
                (removes ? term[4..^1] : term).Split(" or ") is not { Length: <= MostFilters } names
                || filters.Count == MostFilters
            )
                return null;
            if (Array.ConvertAll(names, name => Anywhere(name, xpath)) is var paths && paths.Contains(null))
                return null;
            filters.Add(new ElementFilter(removes, paths!));
        }
        return new Transform.Filter(filters);
    }

    /// <summary>Where <c>ancestor-or-self</c> is true: the subtrees of all elements with that name, anywhere.</summary>
    private static ElementPath? Anywhere(string term, Element scope) =>
        term.StartsWith(Selves, StringComparison.Ordinal)
        && ElementPath.Read("//" + term[Selves.Length..], scope) is { Steps.Count: 1 } path
            ? path
            : null;

    /// <summary>The transform of 2002: subtrees to keep (intersect) and to remove (subtract), one after the other.</summary>
    public static Transform? ReadFilter2(Element transform)
    {
        var steps = transform.Children();
        if (steps.Count is 0 or > MostFilters || steps.Exists(step => !step.Is("XPath", XadesNames.Filter2)))
            return null;
        if (
            steps.Count == 1
            && steps[0].Attribute("Filter") == "subtract"
            && Expression(steps[0]) is { } only
            && IsHere(only, steps[0])
        )
            return new Transform.EnvelopedSignature();
        var filters = new List<ElementFilter>();
        foreach (var step in steps)
        {
            if (step.Attribute("Filter") is not ("subtract" or "intersect"))
                return null;
            if (Expression(step)?.Split('|') is not { Length: <= MostFilters } union)
                return null;
            if (Array.ConvertAll(union, path => ElementPath.Read(path, step)) is var paths && paths.Contains(null))
                return null;
            filters.Add(new ElementFilter(step.Attribute("Filter") == "subtract", paths!));
        }
        return new Transform.Filter(filters);
    }

    private static Element? TheOnly(Element transform, string space)
    {
        var children = transform.Children();
        return children.Count == 1 && children[0].Is("XPath", space) ? children[0] : null;
    }

    /// <summary>The expression by which XMLDSig itself defines the enveloped signature transform (6.6.4).</summary>
    private static bool IsEnveloped(string text, Element scope)
    {
        const string From = "count(" + Selves;
        if (!text.StartsWith(From, StringComparison.Ordinal))
            return false;
        var name = text[From.Length..];
        name = name[..Math.Max(0, name.IndexOf('|', StringComparison.Ordinal))];
        return IsSignature(name, scope) && text == $"{From}{name}|{HereSignature}{name}[1])>count({Selves}{name})";
    }

    private static bool IsHere(string text, Element scope) =>
        text.StartsWith(HereSignature, StringComparison.Ordinal)
        && text.EndsWith("[1]", StringComparison.Ordinal)
        && IsSignature(text[HereSignature.Length..^3], scope);

    private static bool IsSignature(string name, Element scope)
    {
        var rest = name.AsSpan();
        return ElementPath.ReadName(ref rest, scope) is ("Signature", XadesNames.Ds) && rest.Length == 0;
    }

    /// <summary>
    /// The text of the element as XPath reads it, without comments and instructions. Null when it contains elements.
    /// </summary>
    private static string? Expression(Element xpath) =>
        xpath.ChildKinds().Contains(NodeKind.Element) ? null : Squeeze(xpath.Text);

    /// <summary>Removes white space without meaning: all except in literals and between words.</summary>
    private static string Squeeze(string text)
    {
        var kept = new StringBuilder(text.Length);
        var (quote, gap) = ('\0', false);
        foreach (var c in text)
        {
            if (quote == '\0' && c is ' ' or '\t' or '\r' or '\n')
            {
                gap = true;
                continue;
            }
            if (gap && kept.Length > 0 && EndsWord(kept[^1]) && BeginsWord(c))
                kept.Append(' ');
            gap = false;
            if (c == quote)
                quote = '\0';
            else if (quote == '\0' && c is '\'' or '"')
                quote = c;
            kept.Append(c);
        }
        return kept.ToString();
    }

    private static bool EndsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ')';

    private static bool BeginsWord(char c) => char.IsLetter(c) || c == '_';
}
