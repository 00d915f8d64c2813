using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// Finds the location that an expression refers to. A local variable stands for the location that it was initialized with, unless it is
/// assigned again.
/// </summary>
/// <param name="namesLocals">Whether a local variable that stands for no other location is a location itself.</param>
internal sealed class LocationReader(bool namesLocals = false)
{
    private readonly Dictionary<ILocalSymbol, StateLocation?> _aliases = new(SymbolEqualityComparer.Default);

    /// <summary>Records the value of a local variable. Another value makes the variable unknown.</summary>
    public void Assign(ILocalSymbol local, IOperation? value)
    {
        // A value type is copied, unless the variable is a reference or a span of the same memory.
        bool isSame = !local.Type.IsValueType || local.RefKind != RefKind.None || IsSpan(local.Type);
        StateLocation? location = isSame ? Of(value) : null;
        _aliases[local] = _aliases.TryGetValue(local, out StateLocation? known) && (location is null || !location.Equals(known)) ? null : location;
    }

    /// <summary>The location; null if it is unknown, or new in every execution.</summary>
    public StateLocation? Of(IOperation? operation)
    {
        switch (operation)
        {
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }:
                return StateLocation.This;
            case IFieldReferenceOperation { Field.IsConst: false } field:
                return Then(field, field.Field.AssociatedSymbol ?? field.Field);
            case IEventReferenceOperation @event:
                return Then(@event, @event.Event);
            case IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType: var type } } element when IsSpan(type):
                return IndexOf(element.Arguments.Select(static argument => argument.Value)) is { } at ? Of(element.Instance)?.At(at) : null;
            case IPropertyReferenceOperation { Property.IsIndexer: false } property:
                return OfProperty(property);
            case IParameterReferenceOperation parameter:
                return IsCaptured(parameter.Parameter) ? StateLocation.This.Then(parameter.Parameter.OriginalDefinition) : StateLocation.Of(parameter.Parameter.OriginalDefinition);
            case ILocalReferenceOperation local:
                return _aliases.TryGetValue(local.Local, out StateLocation? alias) && alias is not null ? alias : namesLocals ? StateLocation.Of(local.Local) : null;
            case IArrayElementReferenceOperation element:
                return IndexOf(element.Indices) is { } index ? Of(element.ArrayReference)?.At(index) : null;
            case IConversionOperation { OperatorMethod: null } conversion:
                return Of(conversion.Operand);
            case IConversionOperation { Type: { } converted } conversion when IsSpan(converted):
                return Of(conversion.Operand);
            case IParenthesizedOperation parenthesis:
                return Of(parenthesis.Operand);
            case IConditionalAccessInstanceOperation instance:
                return Of(TestedBy(instance));
            case IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory", Arguments: [{ Value: var array }, ..], Instance: null }:
                return Of(array);
            default:
                return null;
        }
    }

    /// <summary>Whether a parameter belongs to a primary constructor and is used elsewhere, like a field.</summary>
    public static bool IsCaptured(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor, DeclaringSyntaxReferences: [var declaration] }
        && declaration.GetSyntax() is TypeDeclarationSyntax;

    public static bool IsSpan(ITypeSymbol? type) => type.Is("System", "Span", 1) || type.Is("System", "ReadOnlySpan", 1) || type.Is("System", "Memory", 1) || type.Is("System", "ReadOnlyMemory", 1);

    /// <summary>The constant indexes as text; null if one is not constant.</summary>
    public static string? IndexOf(IEnumerable<IOperation> indexes)
    {
        Optional<object?>[] values = [.. indexes.Select(static index => index.ConstantValue)];
        return values.All(static value => value is { HasValue: true, Value: not null })
            ? string.Join(", ", values.Select(static value => FormattableString.Invariant($"{value.Value}")))
            : null;
    }

    private StateLocation? Then(IMemberReferenceOperation reference, ISymbol member) => member.IsStatic
        ? StateLocation.Of(member.OriginalDefinition)
        : Of(reference.Instance) is { } owner && !ThreadSafety.IsKnownSafe(owner.Type) ? owner.Then(member.OriginalDefinition) : null;

    // A property that only returns another member is that member. Other properties with bodies are methods.
    private StateLocation? OfProperty(IPropertyReferenceOperation reference)
    {
        IPropertySymbol property = reference.Property.OriginalDefinition;
        return MemberAliases.Of(property) is { } other
            ? other.IsStatic ? StateLocation.Of(other.OriginalDefinition) : Of(reference.Instance)?.Then(other.OriginalDefinition)
            : property.GetMethod is { } getter && MethodSummaries.HasBody(getter) ? null : Then(reference, property);
    }

    // In 'a?.b', the value of 'a'.
    private static IOperation? TestedBy(IOperation instance)
    {
        IOperation inner = instance;
        for (IOperation? outer = instance.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            if (outer is IConditionalAccessOperation access && access.WhenNotNull == inner)
            {
                return access.Operation;
            }
        }

        return null;
    }
}
