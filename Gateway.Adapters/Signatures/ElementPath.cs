using System.Globalization;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.Signatures;

/// <summary>
/// A location path of XPath 1.0 as signers write them to name elements: from the root, down by child or descendant, by name,
/// with conditions on one attribute or on the name. It is matched in one walk, whatever the path: there is no XPath engine.
/// </summary>
internal sealed record ElementPath(IReadOnlyList<ElementPath.Step> Steps)
{
    private const int MostSteps = 32;

    /// <summary>The elements it names, in document order.</summary>
    public List<Element> Select(XmlTree tree)
    {
        var selected = new List<Element>();
        var open = new Stack<(int End, ulong Here, ulong Above)>();
        open.Push((int.MaxValue, 1, 1));
        foreach (var element in tree.Root.Descendants())
        {
            while (open.Peek().End <= element.Index) open.Pop();
            var (_, parent, above) = open.Peek();
            ulong here = 0;
            for (var step = 0; step < Steps.Count; step++)
                if ((((Steps[step].IsDescendant ? above : parent) >> step) & 1) != 0 && Steps[step].Fits(element)) here |= 2UL << step;
            if (((here >> Steps.Count) & 1) != 0) selected.Add(element);
            open.Push((element.Node.End, here, above | here));
        }
        return selected;
    }

    /// <summary>Null when the path is of another kind.</summary>
    /// <param name="text">Without white space where none is needed.</param>
    /// <param name="scope">The element whose namespace declarations the prefixes refer to.</param>
    public static ElementPath? Read(string text, Element scope)
    {
        var rest = text.AsSpan();
        var steps = new List<Step>();
        while (rest.Length > 0)
        {
            if (steps.Count == MostSteps || !Skip(ref rest, "/")) return null;
            var isDescendant = Skip(ref rest, "/") || Skip(ref rest, "descendant-or-self::node()/");
            if (Skip(ref rest, "descendant::")) isDescendant = true;
            else Skip(ref rest, "child::");
            if (ReadName(ref rest, scope) is not var (local, space)) return null;
            var conditions = new List<Condition>();
            while (Skip(ref rest, "["))
                if (Condition.Read(ref rest, scope) is { } condition && Skip(ref rest, "]")) conditions.Add(condition);
                else return null;
            steps.Add(new Step(isDescendant, local, space, conditions));
        }
        return steps.Count > 0 ? new ElementPath(steps) : null;
    }

    /// <summary>A name test: <c>*</c>, <c>p:*</c>, <c>p:name</c> or <c>name</c>; null parts stand for any.</summary>
    internal static (string? Local, string? Space)? ReadName(ref ReadOnlySpan<char> rest, Element scope)
    {
        if (Skip(ref rest, "*")) return (null, null);
        var name = Word(ref rest);
        if (name.Length == 0) return null;
        if (!Skip(ref rest, ":")) return (name, "");
        if (scope.NamespaceOf(name) is not { } space) return null;
        if (Skip(ref rest, "*")) return (null, space);
        var local = Word(ref rest);
        return local.Length > 0 ? (local, space) : null;
    }

    internal static bool Skip(ref ReadOnlySpan<char> rest, string token)
    {
        if (!rest.StartsWith(token, StringComparison.Ordinal)) return false;
        rest = rest[token.Length..];
        return true;
    }

    private static string Word(ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        if (rest is [not '_' and var first, ..] && !char.IsLetter(first)) return "";
        while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] is '_' or '-' or '.')) length++;
        var word = rest[..length].ToString();
        rest = rest[length..];
        return word;
    }

    /// <summary>The same for two paths that select the same.</summary>
    public string Key => WorkKey.Of(Steps.Select(step => step.Key));

    /// <param name="LocalName">Null for any.</param>
    /// <param name="Space">Null for any.</param>
    internal sealed record Step(bool IsDescendant, string? LocalName, string? Space, IReadOnlyList<Condition> Conditions)
    {
        public bool Fits(Element element)
        {
            if (LocalName is not null && Space is not null) { if (!element.Is(LocalName, Space)) return false; }
            else if (Space is not null && element.Namespace != Space) return false;
            else if (LocalName is not null && element.LocalName != LocalName) return false;
            foreach (var condition in Conditions)
                if (!condition.Fits(element)) return false;
            return true;
        }

        public string Key => WorkKey.Of([$"{IsDescendant}", Space ?? "*", LocalName ?? "*", .. Conditions.Select(condition => condition.Key)]);
    }

    /// <summary>A predicate: one attribute, or the name, equal to a literal or a number.</summary>
    internal sealed record Condition(string Function, string? LocalName, string? Space, string Value, bool IsNumber)
    {
        private static readonly string[] Functions = ["local-name()", "namespace-uri()", "name()"];

        public static Condition? Read(ref ReadOnlySpan<char> rest, Element scope)
        {
            var function = "";
            (string? Local, string? Space)? attribute = null;
            if (Skip(ref rest, "@") || Skip(ref rest, "attribute::"))
            {
                if ((attribute = ReadName(ref rest, scope)) is not { Local: not null, Space: not null }) return null;
            }
            else
            {
                foreach (var each in Functions)
                    if (function.Length == 0 && Skip(ref rest, each)) function = each;
                if (function.Length == 0) return null;
            }
            if (!Skip(ref rest, "=")) return null;
            var isNumber = rest is not (['\'', ..] or ['"', ..]);
            var length = isNumber ? rest.IndexOf(']') : rest[1..].IndexOf(rest[0]);
            if (length < 0) return null;
            var value = (isNumber ? rest[..length] : rest.Slice(1, length)).ToString();
            if (isNumber && (attribute is null || !IsNumeral(value))) return null;
            rest = rest[(isNumber ? length : length + 2)..];
            return new Condition(function, attribute?.Local, attribute?.Space, value, isNumber);
        }

        public bool Fits(Element element) => Function switch
        {
            "name()" => element.QualifiedName == Value,
            "local-name()" => element.LocalName == Value,
            "namespace-uri()" => element.Namespace == Value,
            _ => element.Attribute(LocalName!, Space!) is { } value
                && (IsNumber ? IsNumeral(value.Trim()) && Number(value) == Number(Value) : value == Value),
        };

        public string Key => WorkKey.Of(Function, Space ?? "", LocalName ?? "", $"{IsNumber}", Value);

        private static bool IsNumeral(string value) => value.Length is > 0 and < 16 && value.All(char.IsAsciiDigit);

        private static long Number(string value) => long.Parse(value, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
