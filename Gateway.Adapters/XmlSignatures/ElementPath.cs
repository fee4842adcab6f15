using System.Globalization;
using Gateway.Adapters.Cryptography;
using Gateway.Adapters.Xml;

namespace Gateway.Adapters.XmlSignatures;

/// <summary>
/// A location path of XPath 1.0 as signers write them to name elements: from the root or from ids, down by child or
/// descendant, by name, with conditions on one attribute or on the name. Any path is matched in one walk: there is no XPath
/// engine.
/// </summary>
internal sealed record ElementPath(IReadOnlyList<ElementPath.Step> Steps)
{
    private const int MostSteps = 32;
    private const int MostIds = 8;

    /// <summary>Where it starts; empty for the root.</summary>
    public IReadOnlyList<string> Ids { get; private init; } = [];

    /// <summary>It names the content of the elements, not the elements themselves: its last step is <c>node()</c>.</summary>
    public bool IsOfContent { get; private init; }

    /// <summary>All nodes that it names, with what is in them.</summary>
    /// <exception cref="ReferenceFailed">It names an id that occurs more than once.</exception>
    public IEnumerable<NodeRange> SelectRanges(XmlTree tree) =>
        Select(tree)
            .Select(NodeSet.RangeOf)
            .Select(range => IsOfContent ? range with { From = range.From + 1 } : range)
            .Where(range => range.From < range.To);

    /// <summary>The elements it names, in document order; those whose content it names, where it names content.</summary>
    /// <exception cref="ReferenceFailed">It names an id that occurs more than once.</exception>
    public List<Element> Select(XmlTree tree)
    {
        var selected = new List<Element>();
        var open = new Stack<(int End, ulong Here, ulong Above)>();
        var root = Ids.Count == 0 ? 1UL : 0;
        open.Push((int.MaxValue, root, root));
        var named = Ids.Count == 0 ? null : new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in tree.Root.Descendants())
        {
            while (open.Peek().End <= element.Index)
                open.Pop();
            var (_, parent, above) = open.Peek();
            var here = named is not null && IsNamed(element, named) ? 1UL : 0;
            for (var step = 0; step < Steps.Count; step++)
                if ((((Steps[step].IsDescendant ? above : parent) >> step) & 1) != 0 && Steps[step].Fits(element))
                    here |= 2UL << step;
            if (((here >> Steps.Count) & 1) != 0)
                selected.Add(element);
            open.Push((element.Node.End, here, above | here));
        }
        return selected;
    }

    /// <summary>Ids as in the index of the document: in attributes named id, in any case and namespace.</summary>
    private bool IsNamed(Element element, HashSet<string> named)
    {
        var values = element
            .Attributes()
            .Where(attribute => attribute.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase))
            .Select(attribute => attribute.Value)
            .Distinct()
            .Where(Ids.Contains)
            .ToList();
        if (!values.TrueForAll(named.Add))
            throw new ReferenceFailed(ReferenceOutcome.NotFound, "An id that a path names occurs more than once.");
        return values.Count > 0;
    }

    /// <summary>Null when the path is of another kind.</summary>
    /// <param name="text">Without white space where none is needed.</param>
    /// <param name="scope">The element whose namespace declarations the prefixes refer to.</param>
    public static ElementPath? Read(string text, Element scope)
    {
        var rest = text.AsSpan();
        if (ReadIds(ref rest) is not { } ids)
            return null;
        var steps = new List<Step>();
        while (rest.Length > 0)
        {
            if (rest is "/node()" && (steps.Count > 0 || ids.Length > 0))
                return new ElementPath(steps) { Ids = ids, IsOfContent = true };
            if (steps.Count == MostSteps || !Skip(ref rest, "/"))
                return null;
            var isDescendant = Skip(ref rest, "/") || Skip(ref rest, "descendant-or-self::node()/");
            if (Skip(ref rest, "descendant::"))
                isDescendant = true;
            else
                Skip(ref rest, "child::");
            if (ReadName(ref rest, scope) is not var (local, space))
                return null;
            var conditions = new List<Condition>();
            while (Skip(ref rest, "["))
                if (Condition.Read(ref rest, scope) is { } condition && Skip(ref rest, "]"))
                    conditions.Add(condition);
                else
                    return null;
            steps.Add(new Step(isDescendant, local, space, conditions));
        }
        return steps.Count > 0 || ids.Length > 0 ? new ElementPath(steps) { Ids = ids } : null;
    }

    /// <summary>
    /// <c>id('x')</c> at the beginning, with one id or several; empty when there is none, null when it is of another kind.
    /// </summary>
    private static string[]? ReadIds(ref ReadOnlySpan<char> rest)
    {
        if (!Skip(ref rest, "id("))
            return [];
        if (Literal(ref rest) is not { } literal || !Skip(ref rest, ")"))
            return null;
        var ids = literal.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Distinct().ToArray();
        return ids.Length is > 0 and <= MostIds ? ids : null;
    }

    /// <summary>Between quotation marks of one kind; null when there is none.</summary>
    private static string? Literal(ref ReadOnlySpan<char> rest)
    {
        if (rest is not (['\'', ..] or ['"', ..]))
            return null;
        var length = rest[1..].IndexOf(rest[0]);
        if (length < 0)
            return null;
        var literal = rest.Slice(1, length).ToString();
        rest = rest[(length + 2)..];
        return literal;
    }

    /// <summary>A name test: <c>*</c>, <c>p:*</c>, <c>p:name</c> or <c>name</c>; null parts stand for any.</summary>
    internal static (string? Local, string? Space)? ReadName(ref ReadOnlySpan<char> rest, Element scope)
    {
        if (Skip(ref rest, "*"))
            return (null, null);
        var name = Word(ref rest);
        if (name.Length == 0)
            return null;
        if (!Skip(ref rest, ":"))
            return (name, "");
        if (scope.NamespaceOf(name) is not { } space)
            return null;
        if (Skip(ref rest, "*"))
            return (null, space);
        var local = Word(ref rest);
        return local.Length > 0 ? (local, space) : null;
    }

    internal static bool Skip(ref ReadOnlySpan<char> rest, string token)
    {
        if (!rest.StartsWith(token, StringComparison.Ordinal))
            return false;
        rest = rest[token.Length..];
        return true;
    }

    private static string Word(ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        if (rest is [not '_' and var first, ..] && !char.IsLetter(first))
            return "";
        while (length < rest.Length && (char.IsLetterOrDigit(rest[length]) || rest[length] is '_' or '-' or '.'))
            length++;
        var word = rest[..length].ToString();
        rest = rest[length..];
        return word;
    }

    /// <summary>The same for two paths that select the same.</summary>
    public string Key => DigestCacheKey.Of([$"{IsOfContent}", $"{Ids.Count}", .. Ids, .. Steps.Select(step => step.Key)]);

    /// <param name="LocalName">Null for any.</param>
    /// <param name="Space">Null for any.</param>
    internal sealed record Step(bool IsDescendant, string? LocalName, string? Space, IReadOnlyList<Condition> Conditions)
    {
        public bool Fits(Element element)
        {
            if (LocalName is not null && Space is not null)
            {
                if (!element.Is(LocalName, Space))
                    return false;
            }
            else if (Space is not null && element.Namespace != Space)
                return false;
            else if (LocalName is not null && element.LocalName != LocalName)
                return false;
            foreach (var condition in Conditions)
                if (!condition.Fits(element))
                    return false;
            return true;
        }

        public string Key =>
            DigestCacheKey.Of([
                $"{IsDescendant}",
                Space ?? "*",
                LocalName ?? "*",
                .. Conditions.Select(condition => condition.Key),
            ]);
    }

    /// <summary>
    /// A predicate: one attribute, or the name, that equals a literal or a number, starts with a literal or contains it.
    /// </summary>
    internal sealed record Condition(
        string Comparison,
        string Function,
        string? LocalName,
        string? Space,
        string Value,
        bool IsNumber
    )
    {
        private const string Equality = "=";
        private static readonly string[] Comparisons = ["starts-with(", "contains("];
        private static readonly string[] Functions = ["local-name()", "namespace-uri()", "name()"];

        public static Condition? Read(ref ReadOnlySpan<char> rest, Element scope)
        {
            var comparison = Equality;
            foreach (var each in Comparisons)
                if (comparison == Equality && Skip(ref rest, each))
                    comparison = each;
            if (ReadOperand(ref rest, scope) is not var (function, local, space))
                return null;
            if (comparison == Equality)
            {
                if (!Skip(ref rest, Equality))
                    return null;
                if (Literal(ref rest) is { } literal)
                    return new Condition(comparison, function, local, space, literal, false);
                return function.Length == 0 && ReadNumeral(ref rest) is { } numeral
                    ? new Condition(comparison, function, local, space, numeral, true)
                    : null;
            }
            return Skip(ref rest, ",") && Literal(ref rest) is { } part && Skip(ref rest, ")")
                ? new Condition(comparison, function, local, space, part, false)
                : null;
        }

        public bool Fits(Element element)
        {
            var value = Function switch
            {
                "name()" => element.QualifiedName,
                "local-name()" => element.LocalName,
                "namespace-uri()" => element.Namespace,
                _ => element.Attribute(LocalName!, Space!),
            };
            return Comparison switch
            {
                // For these two a missing value is an empty text; it equals nothing.
                "starts-with(" => (value ?? "").StartsWith(Value, StringComparison.Ordinal),
                "contains(" => (value ?? "").Contains(Value, StringComparison.Ordinal),
                _ => value is not null
                    && (IsNumber ? IsNumeral(value.Trim()) && Number(value) == Number(Value) : value == Value),
            };
        }

        public string Key => DigestCacheKey.Of(Comparison, Function, Space ?? "", LocalName ?? "", $"{IsNumber}", Value);

        /// <summary>An attribute, or a function of the name.</summary>
        private static (string Function, string? LocalName, string? Space)? ReadOperand(
            ref ReadOnlySpan<char> rest,
            Element scope
        )
        {
            if (Skip(ref rest, "@") || Skip(ref rest, "attribute::"))
                return ReadName(ref rest, scope) is ({ } local, { } space) ? ("", local, space) : null;
            foreach (var function in Functions)
                if (Skip(ref rest, function))
                    return (function, null, null);
            return null;
        }

        private static string? ReadNumeral(ref ReadOnlySpan<char> rest)
        {
            var length = rest.IndexOf(']');
            if (length < 0 || !IsNumeral(rest[..length].ToString()))
                return null;
            var numeral = rest[..length].ToString();
            rest = rest[length..];
            return numeral;
        }

        private static bool IsNumeral(string value) => value.Length is > 0 and < 16 && value.All(char.IsAsciiDigit);

        private static long Number(string value) =>
            long.Parse(
                value,
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture
            );
    }
}
