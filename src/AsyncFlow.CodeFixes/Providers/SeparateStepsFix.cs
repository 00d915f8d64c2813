using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW103: adds a dependency between two steps, or a common lock. For a step that races with itself, it adds a lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SeparateStepsFix))]
public sealed class SeparateStepsFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW103");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Property(FixProperties.Flow) is not { } id
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, node.Model.Compilation) is not INamedTypeSymbol flow
            || node.Property(FixProperties.Earlier) is not { } earlier
            || node.Property(FixProperties.Later) is not { } later
            || node.Property(FixProperties.Member) is not { } member
            || Declaration(flow, later) is not { } laterStep)
        {
            yield break;
        }

        if (earlier != later)
        {
            yield return new(
                $"Run '{later}' after '{earlier}'",
                "order",
                (editor, cancellationToken) => editor.ReplaceAsync(laterStep, current => StepAttributes.AddUpstream(current, earlier), cancellationToken));
        }

        if (Declaration(flow, earlier) is { } earlierStep)
        {
            MethodDeclarationSyntax[] steps = earlier == later ? [laterStep] : [earlierStep, laterStep];
            SharedLock common = SharedLock.For(flow, member, steps);
            yield return new($"Hold the lock '{common.Name}' in '{earlier}'{(earlier == later ? "" : $" and '{later}'")}", "lock", async (editor, cancellationToken) =>
            {
                await common.DeclareAsync(editor, cancellationToken).ConfigureAwait(false);
                foreach (MethodDeclarationSyntax step in steps)
                {
                    await editor.ReplaceAsync(step, current => StepAttributes.AddLock(current, common.Name), cancellationToken).ConfigureAwait(false);
                }
            });
        }
    }

    // A step that the flow itself declares. Inherited steps are not changed.
    private static MethodDeclarationSyntax? Declaration(INamedTypeSymbol flow, string step) => flow.GetMembers(step)
        .SelectMany(static member => member.DeclaringSyntaxReferences)
        .Select(static reference => reference.GetSyntax())
        .OfType<MethodDeclarationSyntax>()
        .FirstOrDefault(static method => StepAttributes.Find(method.AttributeLists, "Step") is not null);
}
