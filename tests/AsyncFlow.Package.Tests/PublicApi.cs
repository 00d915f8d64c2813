using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace AsyncFlow.Package.Tests;

/// <summary>Writes what users of an assembly can see: a line for each type and each member, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    /// <summary>Compares an assembly with the list beside the test, and writes what it has become if they differ.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="name">The name of the list: <c>….verified.txt</c>, and <c>….received.txt</c> for the other one.</param>
    /// <param name="test">The file of the test.</param>
    public static void Verify(Assembly assembly, string name = nameof(PublicApi), [CallerFilePath] string test = "")
    {
        string verified = Path.Join(Path.GetDirectoryName(test), $"{name}.verified.txt");
        string actual = Describe(assembly);
        if (!File.Exists(verified) || File.ReadAllText(verified) != actual)
        {
            string received = Path.Join(Path.GetDirectoryName(test), $"{name}.received.txt");
            File.WriteAllText(received, actual);
            Assert.Fail($"The public API has changed. Compare {received} with {Path.GetFileName(verified)}.");
        }
    }

    public static string Describe(Assembly assembly)
    {
        StringBuilder text = new();
        // The compiler adds types for extension blocks, whose members are those of their class.
        foreach (Type type in assembly.GetExportedTypes().Where(static type => !type.FullName!.Contains('<')).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(Describe(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Describe(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => type.IsDefined(typeof(IsReadOnlyAttribute), false) ? "readonly struct" : "struct",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> bases = (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? [parent] : Type.EmptyTypes)
            .Concat(type.IsEnum ? [] : type.GetInterfaces().Where(i => i.IsVisible).Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(i => i.Name, StringComparer.Ordinal));
        string list = string.Join(", ", bases.Select(b => Name(b, null)));
        return $"{kind} {type.Namespace}.{Name(type, null)}{(list.Length == 0 ? "" : $" : {list}")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        foreach (FieldInfo field in type.GetFields(Declared).Where(field => IsVisible(field.Attributes) && !field.IsSpecialName))
        {
            yield return field.IsLiteral
                ? string.Create(CultureInfo.InvariantCulture, $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}")
                : $"{Modifiers(field.IsStatic, field.IsFamily)}{Name(field.FieldType, s_nullability.Create(field))} {field.Name}";
        }

        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(IsVisible))
        {
            yield return $"{Modifiers(constructor)}.ctor({Parameters(constructor)})";
        }

        foreach (PropertyInfo property in type.GetProperties(Declared).Where(property => property.GetMethod is { } get && IsVisible(get)))
        {
            string setter = property.SetMethod is { } set && IsVisible(set)
                ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
                : "";
            yield return $"{Modifiers(property.GetMethod!)}{Name(property.PropertyType, s_nullability.Create(property))} {property.Name} {{ get;{setter} }}";
        }

        foreach (MethodInfo method in type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName))
        {
            string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
            yield return $"{Modifiers(method)}{Name(method.ReturnType, s_nullability.Create(method.ReturnParameter))} {method.Name}{generic}({Parameters(method)})";
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldAttributes field) =>
        (field & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem;

    private static string Modifiers(MethodBase method)
    {
        bool isOverride = method is MethodInfo m && m.GetBaseDefinition() != m;
        return Modifiers(method.IsStatic, !method.IsPublic)
            + (method.DeclaringType!.IsInterface ? "" : isOverride ? "override " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");
    }

    private static string Modifiers(bool isStatic, bool isProtected) => $"{(isProtected ? "protected " : "")}{(isStatic ? "static " : "")}";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "")
        + $"{Name(parameter.ParameterType, s_nullability.Create(parameter))} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue switch { null when parameter.ParameterType.IsValueType => "default", null => "null", bool b => b ? "true" : "false", object value => value }}" : "")));

    private static string Name(Type type, NullabilityInfo? nullability)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Name(underlying, null)}?";
        }

        if (type.IsByRef)
        {
            return Name(type.GetElementType()!, nullability);
        }

        string mark = nullability?.ReadState == NullabilityState.Nullable && type is { IsValueType: false, IsGenericParameter: false } ? "?" : "";
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        string name = type.IsNested && !type.IsGenericParameter ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        if (type.IsGenericType)
        {
            IEnumerable<string> arguments = type.GetGenericArguments().Select((argument, i) => Name(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
            name = $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", arguments)}>";
        }

        return name switch { "Int32" => "int", "Int64" => "long", "String" => "string", "Boolean" => "bool", "Object" => "object", "Void" => "void", _ => name } + mark;
    }
}
