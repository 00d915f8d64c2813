using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>A lock for steps that share a member: a lock that one of them already holds, or a new one next to the member.</summary>
internal sealed class SharedLock
{
    private readonly INamedTypeSymbol _flow;
    private readonly ISymbol? _member;
    private readonly bool _exists;

    private SharedLock(INamedTypeSymbol flow, ISymbol? member, string name, bool exists)
    {
        _flow = flow;
        _member = member;
        _exists = exists;
        Name = name;
    }

    public string Name { get; }

    public static SharedLock For(INamedTypeSymbol flow, string memberName, IEnumerable<MethodDeclarationSyntax> steps)
    {
        foreach (MethodDeclarationSyntax step in steps)
        {
            foreach (IdentifierNameSyntax name in StepAttributes.FindLocks(step.AttributeLists).SelectMany(static attribute => attribute.DescendantNodes().OfType<IdentifierNameSyntax>()))
            {
                if (flow.GetMembers(name.Identifier.ValueText).Any(IsFlowLock))
                {
                    return new(flow, null, name.Identifier.ValueText, exists: true);
                }
            }
        }

        ISymbol? member = flow.GetMembers(memberName).FirstOrDefault();
        string wanted = NameFor(memberName);
        for (int number = 1; ; number++)
        {
            string name = number == 1 ? wanted : $"{wanted}{number}";
            ImmutableArray<ISymbol> taken = flow.GetMembers(name);
            if (taken.IsEmpty || taken.Any(IsFlowLock))
            {
                return new(flow, member, name, exists: !taken.IsEmpty);
            }
        }
    }

    /// <summary>Declares the lock, unless it exists or another fix has declared it.</summary>
    public async Task DeclareAsync(FixEditor editor, CancellationToken cancellationToken)
    {
        if (!_exists && Part() is { } part)
        {
            await editor.ReplaceAsync(part, Declare, cancellationToken).ConfigureAwait(false);
        }
    }

    private TypeDeclarationSyntax Declare(TypeDeclarationSyntax part)
    {
        if (part.Members.Any(member => Declares(member, Name)))
        {
            return part;
        }

        int place = part.Members.IndexOf(member => _member is not null && Declares(member, _member.Name)) + 1;
        return part.WithMembers(part.Members.Insert(place, Field(isFirst: place == 0, Layout.LineBreak(part))));
    }

    private FieldDeclarationSyntax Field(bool isFirst, SyntaxTrivia lineBreak)
    {
        string modifiers = _flow.IsStatic || _member is { IsStatic: true } ? "private static readonly" : "private readonly";
        FieldDeclarationSyntax field = (FieldDeclarationSyntax)ParseMemberDeclaration($"{modifiers} global::AsyncFlow.FlowLock {Name} = new();")!;
        return field
            .WithDeclaration(field.Declaration.WithType(field.Declaration.Type.WithAdditionalAnnotations(Simplifier.Annotation)))
            .WithLeadingTrivia(ElasticMarker)
            .WithTrailingTrivia(isFirst ? TriviaList(lineBreak, lineBreak) : TriviaList(lineBreak))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    // The part of the class that declares the member; otherwise its first part.
    private TypeDeclarationSyntax? Part()
    {
        TypeDeclarationSyntax[] parts = _flow.DeclaringSyntaxReferences.Select(static reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>().ToArray();
        return parts.FirstOrDefault(part => _member is not null && part.Members.Any(member => Declares(member, _member.Name))) ?? parts.FirstOrDefault();
    }

    private static bool Declares(MemberDeclarationSyntax member, string name) => member switch
    {
        FieldDeclarationSyntax field => field.Declaration.Variables.Any(variable => variable.Identifier.ValueText == name),
        PropertyDeclarationSyntax property => property.Identifier.ValueText == name,
        _ => false,
    };

    private static bool IsFlowLock(ISymbol member) => member is IFieldSymbol { Type: { Name: "FlowLock", ContainingNamespace: { Name: "AsyncFlow", ContainingNamespace.IsGlobalNamespace: true } } };

    // _total: _totalLock; s_total: s_totalLock; Total: _totalLock.
    private static string NameFor(string member) => member.StartsWith("_", StringComparison.Ordinal) || member.StartsWith("s_", StringComparison.Ordinal)
        ? member + "Lock"
        : $"_{char.ToLowerInvariant(member[0])}{member.Substring(1)}Lock";
}
