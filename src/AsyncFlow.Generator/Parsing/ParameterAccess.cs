using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Creates the expressions that read locks, conditions and objects in the class that runs the flow. A nested class cannot
/// read a primary-constructor parameter, so the flow gets a private member that reads it.
/// </summary>
internal sealed class ParameterAccess(INamedTypeSymbol flow, Compilation compilation)
{
    private readonly Dictionary<string, ParameterAccessModel> _members = [];

    /// <summary>The members that the flow gets.</summary>
    public ImmutableArray<ParameterAccessModel> Members => _members.Values.ToImmutableArray();

    /// <summary>The expression of a lock.</summary>
    public string Read(ParsedLock held) => Read(held.Member, held.Receiver, "Lock");

    /// <summary>The expression of a policy.</summary>
    public string Read(ParsedPolicy policy) => Read(policy.Member, policy.Receiver, "Policy");

    /// <summary>The expression of the object at the end of a path.</summary>
    public string Read(MemberPath path)
    {
        string text = "_flow";
        for (int i = 0; i < path.Members.Length; i++)
        {
            ISymbol member = path.Members[i];
            text = member is IParameterSymbol parameter
                ? "_flow." + Accessor(parameter, "Object")
                : $"{(i == 0 ? OwnerOf(member) : text)}.{TypeText.Identifier(member.Name)}";

            // The nullability warnings of this path belong to the user's code, which the compiler checks there.
            text += MemberLookup.TypeOf(member) is { IsValueType: false, NullableAnnotation: NullableAnnotation.Annotated } ? "!" : "";
        }

        return text;
    }

    /// <summary>The expression of a condition.</summary>
    public string Ask(ISymbol member) => member is IParameterSymbol parameter
        ? "_flow." + Accessor(parameter, "Condition")
        : $"{OwnerOf(member)}.{TypeText.Identifier(member.Name)}{(member is IMethodSymbol ? "()" : "")}";

    // A member of a base class may be hidden by a member of a derived class.
    private string OwnerOf(ISymbol member) => CallBinding.Of(member, flow, flow, compilation).Form == CallForm.Converted
        ? $"(({TypeText.Full(member.ContainingType)})_flow)"
        : StepText.Owner(member);

    private string Read(ISymbol member, MemberPath? receiver, string role) => member is IParameterSymbol parameter
        ? "_flow." + Accessor(parameter, role)
        : $"{(receiver is null ? OwnerOf(member) : Read(receiver))}.{TypeText.Identifier(member.Name)}";

    private string Accessor(IParameterSymbol parameter, string role)
    {
        if (Mirror(parameter) is { } mirror)
        {
            return TypeText.Identifier(mirror);
        }

        if (!_members.TryGetValue(parameter.Name, out ParameterAccessModel? member))
        {
            string name = MemberAccess.FreeName(flow, Capitalized(parameter.Name) + role, from: 1);
            // The compiler reports a type that does not exist.
            member = new(name, StepDeclaration.IsUnavailable(parameter.Type) ? "object?" : TypeText.Full(parameter.Type), TypeText.Identifier(parameter.Name), IsField: PassedToBase(parameter));
            _members.Add(parameter.Name, member);
        }

        return member.Name;
    }

    // A read-only member that the parameter initializes has the same value. Reading the parameter as well would store the
    // value twice, which is a compiler warning.
    private static string? Mirror(IParameterSymbol parameter)
    {
        foreach (ISymbol member in parameter.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol { IsReadOnly: true, IsStatic: false, CanBeReferencedByName: true } or IPropertySymbol { SetMethod: null, IsStatic: false }
                && member.DeclaringSyntaxReferences is [var reference]
                && Initializer(reference.GetSyntax()) is IdentifierNameSyntax initializer
                && initializer.Identifier.ValueText == parameter.Name)
            {
                return member.Name;
            }
        }

        return null;
    }

    private static ExpressionSyntax? Initializer(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax field => field.Initializer?.Value,
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        _ => null,
    };

    private static bool PassedToBase(IParameterSymbol parameter) =>
        parameter.ContainingSymbol.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is TypeDeclarationSyntax { BaseList.Types: [PrimaryConstructorBaseTypeSyntax call, ..] }
        && call.ArgumentList.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == parameter.Name);

    // While someone types, a parameter may have no name yet.
    private static string Capitalized(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name.Substring(1);
}
