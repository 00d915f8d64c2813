using Mono.Cecil;

namespace AsyncFlow.Interleaving.Rewriting;

/// <summary>What Mono.Cecil leaves to its users.</summary>
internal static class TypeReferences
{
    /// <summary>The type without modifiers such as <c>in</c> and <c>volatile</c>.</summary>
    public static TypeReference ElementOf(this TypeReference type) => type is IModifierType modified ? modified.ElementType.ElementOf() : type;

    /// <summary>The type of a field as its user sees it: with the type arguments of the class.</summary>
    public static TypeReference TypeOf(this FieldReference field) => Substitute(field.FieldType.ElementOf(), field.DeclaringType as GenericInstanceType);

    private static TypeReference Substitute(TypeReference type, GenericInstanceType? context)
    {
        switch (type)
        {
            case GenericParameter { Type: GenericParameterType.Type } parameter when context is not null:
                return context.GenericArguments[parameter.Position];
            case ArrayType array:
                return new ArrayType(Substitute(array.ElementType, context), array.Rank);
            case GenericInstanceType instance:
                GenericInstanceType copy = new(instance.ElementType);
                foreach (TypeReference argument in instance.GenericArguments)
                {
                    copy.GenericArguments.Add(Substitute(argument, context));
                }

                return copy;
            default:
                return type;
        }
    }
}
