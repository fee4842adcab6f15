using Mono.Cecil;

namespace Gateway.Tests.Architecture;

/// <summary>
/// Which folder uses which, read from the compiled projects: a room is a namespace, and a namespace is a folder.
/// </summary>
public static class Rooms
{
    private const string House = "Gateway.";

    /// <summary>By room, the other rooms that its types name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Used { get; } = Read();

    /// <summary>Rooms that reach each other, each group sorted; empty when arrows only point down.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Knots()
    {
        var reach = Used.Keys.ToDictionary(room => room, Reached);
        return
        [
            .. Used
                .Keys.Where(room => reach[room].Contains(room))
                .Select(room =>
                    string.Join(", ", reach[room].Where(other => reach[other].Contains(room)).Order(StringComparer.Ordinal))
                )
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Select(group => group.Split(", ")),
        ];
    }

    private static HashSet<string> Reached(string from)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(Used[from]);
        while (open.TryPop(out var room))
            if (reached.Add(room))
                foreach (var next in Used.GetValueOrDefault(room, new HashSet<string>()))
                    open.Push(next);
        return reached;
    }

    private static Dictionary<string, IReadOnlySet<string>> Read()
    {
        var used = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var project in (string[])["Gateway.Domain", "Gateway.Adapters", "Gateway.Api"])
        {
            using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, $"{project}.dll"));
            foreach (var type in module.Types.Where(type => type.Namespace.StartsWith(House, StringComparison.Ordinal)))
            {
                var room = type.Namespace[House.Length..];
                if (!used.TryGetValue(room, out var others))
                    used[room] = others = new(StringComparer.Ordinal);
                others.UnionWith(Named(type).Where(name => name != room && name.Length > 0));
            }
        }
        return used.ToDictionary(pair => pair.Key, pair => (IReadOnlySet<string>)pair.Value);
    }

    private static IEnumerable<string> Named(TypeDefinition type)
    {
        IEnumerable<TypeReference?> own =
        [
            type.BaseType,
            .. type.Interfaces.Select(one => one.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Properties.Select(property => property.PropertyType),
            .. Attributes(type),
            .. type.Methods.SelectMany(OfMethod),
        ];
        return own.SelectMany(RoomsOf).Concat(type.NestedTypes.SelectMany(Named));
    }

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. Attributes(method),
            .. method
                .GenericParameters.SelectMany(parameter => parameter.Constraints)
                .Select(constraint => constraint.ConstraintType),
            .. method.HasBody ? OfBody(method.Body) : [],
        ];

    private static IEnumerable<TypeReference?> OfBody(Mono.Cecil.Cil.MethodBody body) =>
        body
            .Variables.Select(variable => variable.VariableType)
            .Concat(
                body.Instructions.SelectMany(instruction =>
                    instruction.Operand switch
                    {
                        TypeReference type => [type],
                        MethodReference method => OfCall(method),
                        FieldReference field => [field.DeclaringType, field.FieldType],
                        _ => Enumerable.Empty<TypeReference>(),
                    }
                )
            );

    private static IEnumerable<TypeReference> OfCall(MethodReference method) =>
        [
            method.DeclaringType,
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ];

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider of) =>
        of.CustomAttributes.SelectMany(attribute =>
            attribute
                .ConstructorArguments.Select(argument => argument.Value as TypeReference)
                .Prepend(attribute.AttributeType)
        );

    private static IEnumerable<string> RoomsOf(TypeReference? type)
    {
        if (type is null or GenericParameter)
            return [];
        if (type is GenericInstanceType generic)
            return generic.GenericArguments.SelectMany(RoomsOf).Concat(RoomsOf(generic.ElementType));
        if (type is TypeSpecification part)
            return RoomsOf(part.ElementType);
        var outer = type;
        while (outer.DeclaringType is { } declaring)
            outer = declaring;
        return outer.Namespace.StartsWith(House, StringComparison.Ordinal) ? [outer.Namespace[House.Length..]] : [];
    }
}
