using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Reads the expression of one member with <c>[Composition]</c> (FLOW011). It follows the syntax and asks the compiler only
/// for the meaning of names. This also works while other parts of the expression have errors.
/// </summary>
internal sealed class CompositionReader
{
    private readonly ReaderContext _context;
    private readonly Compilation _compilation;

    // The result types of the steps read so far, used to suggest an overload.
    private readonly List<ITypeSymbol> _results = [];

    private CompositionReader(ReaderContext context, Compilation compilation) => (_context, _compilation) = (context, compilation);

    /// <summary>Reads a member of this compilation; null for other members, whose source is not available.</summary>
    public static CompositionSource? Read(ISymbol member, Compilation compilation)
    {
        if (CompositionMember.Declaration(member) is not { } declaration || !compilation.ContainsSyntaxTree(declaration.SyntaxTree))
        {
            return null;
        }

        ReaderContext context = new(member, compilation.GetSemanticModel(declaration.SyntaxTree));
        CompositionNode? root = CompositionMember.Expression(member, declaration, context) is { } expression
            ? new CompositionReader(context, compilation).Read(expression)
            : null;
        CompositionSource source = new(member, root, ImmutableArray<FlowFinding>.Empty, context.CompilerErrors.ToImmutableArray());
        return source with { Findings = context.Findings.Concat(Unsupported(source, compilation)).ToImmutableArray() };
    }

    // Applies the rules for [Step] methods. The findings are located where the method is named, since the method may be in
    // other code.
    private static IEnumerable<FlowFinding> Unsupported(CompositionSource source, Compilation compilation)
    {
        INamedTypeSymbol owner = source.Member.ContainingType;
        foreach (StepNode step in source.Steps)
        {
            if (StepRules.FindError(step.Declare(step.Name?.Text ?? step.Member.Name, owner, compilation), owner) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private CompositionNode? Read(ExpressionSyntax item)
    {
        ExpressionSyntax expression = _context.Unwrap(item);
        switch (expression)
        {
            case InvocationExpressionSyntax call:
                return ReadCall(call);
            case SimpleNameSyntax or MemberAccessExpressionSyntax:
                return ReadName(expression);
            default:
                UnreadableReasons.Report(expression, _context);
                return null;
        }
    }

    private CompositionNode? ReadCall(InvocationExpressionSyntax call)
    {
        if (ComposeCall.Of(call, _context.Model) is not { } function)
        {
            return ReadForeignCall(call);
        }

        switch (function.Name)
        {
            case "Series" or "Parallel":
                return ReadGroup(function);
            case "Named":
                return ReadNamed(function);
            case "WithLock":
                return ReadWithLock(function);
            case "WithPolicy":
                return ReadWithPolicy(function);
            case "WithLocksPerAttempt":
                return ReadWithLocksPerAttempt(function);
            case "Each":
                return ReadEach(function);
            case "SubFlow":
                return SubFlowReader.Read(function, _context);
            default:
                UnreadableReasons.Report(call, _context);
                return null;
        }
    }

    private SubCompositionNode? ReadForeignCall(InvocationExpressionSyntax call)
    {
        SymbolInfo info = _context.Model.GetSymbolInfo(call);
        switch (info.Symbol)
        {
            case IMethodSymbol { Parameters.IsEmpty: true } method when method.IsComposition():
                return ReadSubComposition(call.Expression, method);
            case null when _context.HasCompilerError(call):
                _context.AddUnknownName(call.Expression);
                return null;
            default:
                UnreadableReasons.Report(call, _context);
                return null;
        }
    }

    private GroupNode? ReadGroup(ComposeCall call)
    {
        ImmutableArray<CompositionNode>.Builder items = ImmutableArray.CreateBuilder<CompositionNode>();
        bool any = false;
        foreach (ExpressionSyntax item in call.Rest(0, "items"))
        {
            any = true;
            if (Read(item) is { } node)
            {
                items.Add(node);
            }
        }

        if (!any)
        {
            _context.Unreadable(call.Syntax, "it has no items; add an item or remove the call");
        }

        return items.Count == 0 ? null : new(call.Name == "Series", items.ToImmutable());
    }

    private CompositionNode? ReadNamed(ComposeCall call)
    {
        if (call.Argument("name", 0) is not { } text || call.Argument("step", 1) is not { } item)
        {
            _context.CompilerErrors.Add("CS7036");
            return null;
        }

        CompositionNode? node = Read(item);
        Optional<object?> value = _context.Model.GetConstantValue(text);
        string? problem = value switch
        {
            { HasValue: true, Value: string name } => string.IsNullOrWhiteSpace(name) ? "a step name cannot be empty or white space" : null,
            { HasValue: true } => "a step name must be a string",
            _ when _context.HasCompilerError(text) => null,
            _ => "a step name must be a constant",
        };
        if (problem is not null)
        {
            _context.Unreadable(text, problem);
        }

        if (value.Value is not string given)
        {
            return node;
        }

        switch (node)
        {
            case StepNode step:
                return step with { Name = new(given, text.GetLocation()) };
            case null:
                return null;
            default:
                _context.Unreadable(item, "only a single step can be named; name each step");
                return node;
        }
    }

    // What is around one step: the expression of the step, and the step. Null if it is missing, which the compiler reports.
    private (ExpressionSyntax Item, CompositionNode? Node)? ReadItem(ComposeCall call)
    {
        if (call.Argument("step", 0) is { } item)
        {
            return (item, Read(item));
        }

        _context.CompilerErrors.Add("CS7036");
        return null;
    }

    private CompositionNode? ReadWithLock(ComposeCall call)
    {
        if (ReadItem(call) is not (var item, var node))
        {
            return null;
        }

        StepNode? step = node as StepNode;
        ImmutableArray<LockNode> locks = LockReader.Read(call, step?.Name?.Text ?? step?.Member.Name ?? ReaderContext.Abbreviate(item), _context);
        if (node is not null && step is null)
        {
            _context.Unreadable(item, "only a single step can hold a lock; add the lock to each step");
        }

        return step is null ? node : step with { Locks = step.Locks.AddRange(locks) };
    }

    private CompositionNode? ReadWithPolicy(ComposeCall call)
    {
        if (ReadItem(call) is not (var item, var node))
        {
            return null;
        }

        ImmutableArray<PolicyNode> policies = PolicyReader.Read(call, _context);
        if (node is not null and not StepNode)
        {
            _context.Unreadable(item, "only a single step can run under a policy; add the policy to each step");
        }

        // Those of an outer call are around those of an inner one.
        return node is StepNode step ? step with { Policies = policies.AddRange(step.Policies) } : node;
    }

    private CompositionNode? ReadWithLocksPerAttempt(ComposeCall call)
    {
        if (ReadItem(call) is not (var item, var node))
        {
            return null;
        }

        string? problem = node switch
        {
            null or StepNode { Member: IMethodSymbol } => null,
            StepNode => "a step that runs a flow holds its locks across all attempts; remove WithLocksPerAttempt",
            _ => "only a single step has attempts; write WithLocksPerAttempt for each step",
        };
        if (problem is not null)
        {
            _context.Unreadable(item, problem);
        }

        return node is StepNode step && problem is null ? step with { LocksPerAttempt = true } : node;
    }

    private CompositionNode? ReadEach(ComposeCall call)
    {
        if (ReadItem(call) is not (var item, var node))
        {
            return null;
        }

        string name = ReaderContext.Abbreviate(item);
        EachNode each = new(ReadNumber(call, "maxConcurrency", 1, name, "use 0 for no limit"), ReadNumber(call, "buffer", 2, name, "use 0 for as many as MaxConcurrency"));
        string? problem = node switch
        {
            null => null,
            StepNode { Member: not IMethodSymbol } => "a flow cannot run for each element; run it in a method that takes the element",
            StepNode { Each: not null } => "it already runs once for each element; remove one Each",
            StepNode => null,
            _ => "only a single step can run for each element; write one step or a separate flow",
        };
        if (problem is not null)
        {
            _context.Unreadable(item, problem);
        }

        return node is StepNode step && problem is null ? step with { Each = each } : node;
    }

    private int ReadNumber(ComposeCall call, string parameter, int position, string step, string advice)
    {
        if (call.Argument(parameter, position) is not { } argument)
        {
            return 0;
        }

        switch (_context.Model.GetConstantValue(argument))
        {
            case { HasValue: true, Value: int limit and >= 0 }:
                return limit;
            case { HasValue: true, Value: int negative }:
                _context.Findings.Add(new(FlowDiagnostics.InvalidArgument, argument.GetLocation(), char.ToUpperInvariant(parameter[0]) + parameter.Substring(1), step, negative, advice));
                return 0;
            default:
                if (!_context.HasCompilerError(argument))
                {
                    _context.Unreadable(argument, $"{parameter} must be a constant");
                }

                return 0;
        }
    }

    private CompositionNode? ReadName(ExpressionSyntax name)
    {
        ImmutableArray<IMethodSymbol> methods = MethodGroupReader.Candidates(name, _context.Model);
        if (methods is [var method])
        {
            StepNode? step = MethodGroupReader.Read(name, method, _context);
            if (step is not null && StepReturn.Of(method, _context.Member.ContainingType, _compilation).Result is { } result)
            {
                _results.Add(result);
            }

            return step;
        }

        SymbolInfo info = _context.Model.GetSymbolInfo(name);
        if (methods.Length > 1)
        {
            _context.Unreadable(name, Overloads.Explain(methods, _results, _compilation));
            return null;
        }

        switch (info.Symbol)
        {
            case IPropertySymbol or IFieldSymbol when info.Symbol.IsComposition():
                return ReadSubComposition(name, info.Symbol);
            case null when _context.HasCompilerError(name):
                _context.AddUnknownName(name);
                return null;
            case null:
                UnreadableReasons.Report(name, _context);
                return null;
            default:
                _context.Unreadable(name, UnreadableReasons.For(info.Symbol));
                return null;
        }
    }

    private SubCompositionNode? ReadSubComposition(ExpressionSyntax name, ISymbol member)
    {
        if (SubCompositionRules.FindProblem(member, _context.Member, _compilation) is { } problem)
        {
            _context.Unreadable(name, problem);
            return null;
        }

        if (member.IsStatic || name is not MemberAccessExpressionSyntax { Expression: var owner })
        {
            return new(member, MemberPath.Flow, name.GetLocation());
        }

        (MemberPath? path, string? reason) = PathReader.Read(owner, _context);
        if (path is null && reason is not null)
        {
            _context.Unreadable(owner, "the object that has the composition must be a field, a property or a primary-constructor parameter");
        }

        return path is null ? null : new(member, path, name.GetLocation());
    }
}
