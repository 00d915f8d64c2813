using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Reads the expression of one member with <c>[Composition]</c> (FLOW011). It goes by the syntax and asks the compiler what
/// names mean, since that has answers also while other parts of the expression are broken.
/// </summary>
internal sealed class CompositionReader
{
    private readonly Reading _reading;
    private readonly Compilation _compilation;

    // The results of the steps read so far, which tell what an overload could be fed.
    private readonly List<ITypeSymbol> _results = [];

    private CompositionReader(Reading reading, Compilation compilation) => (_reading, _compilation) = (reading, compilation);

    /// <summary>Reads a member of this compilation; null for others, whose source cannot be seen.</summary>
    public static CompositionSource? Read(ISymbol member, Compilation compilation)
    {
        if (CompositionMember.Declaration(member) is not { } declaration || !compilation.ContainsSyntaxTree(declaration.SyntaxTree))
        {
            return null;
        }

        Reading reading = new(member, compilation.GetSemanticModel(declaration.SyntaxTree));
        CompositionNode? root = CompositionMember.Expression(member, declaration, reading) is { } expression
            ? new CompositionReader(reading, compilation).Read(expression)
            : null;
        CompositionSource source = new(member, root, ImmutableArray<FlowFinding>.Empty, reading.CompilerErrors.ToImmutableArray());
        return source with { Findings = reading.Findings.Concat(Unsupported(source, compilation)).ToImmutableArray() };
    }

    // The same as for [Step] methods, but told where the method is named: it may not be the user's own.
    private static IEnumerable<FlowFinding> Unsupported(CompositionSource source, Compilation compilation)
    {
        INamedTypeSymbol owner = source.Member.ContainingType;
        foreach (StepNode step in source.Steps)
        {
            if (StepRules.Mistake(step.Declare(step.Name?.Text ?? step.Member.Name, owner, compilation), owner) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private CompositionNode? Read(ExpressionSyntax item)
    {
        ExpressionSyntax expression = _reading.Plain(item);
        switch (expression)
        {
            case InvocationExpressionSyntax call:
                return ReadCall(call);
            case SimpleNameSyntax or MemberAccessExpressionSyntax:
                return ReadName(expression);
            default:
                Advice.Report(expression, _reading);
                return null;
        }
    }

    private CompositionNode? ReadCall(InvocationExpressionSyntax call)
    {
        if (ComposeCall.Of(call, _reading.Model) is not { } function)
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
            case "Each":
                return ReadEach(function);
            case "SubFlow":
                return SubFlowReader.Read(function, _reading);
            default:
                Advice.Report(call, _reading);
                return null;
        }
    }

    private PieceNode? ReadForeignCall(InvocationExpressionSyntax call)
    {
        SymbolInfo info = _reading.Model.GetSymbolInfo(call);
        switch (info.Symbol)
        {
            case IMethodSymbol { Parameters.IsEmpty: true } method when method.IsComposition():
                return ReadPiece(call.Expression, method);
            case null when _reading.IsInError(call):
                _reading.Unknown(call.Expression);
                return null;
            default:
                Advice.Report(call, _reading);
                return null;
        }
    }

    private GroupNode? ReadGroup(ComposeCall call)
    {
        var items = ImmutableArray.CreateBuilder<CompositionNode>();
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
            _reading.Unreadable(call.Syntax, "it has no items; name the functions to run, or take it away");
        }

        return items.Count == 0 ? null : new(call.Name == "Series", items.ToImmutable());
    }

    private CompositionNode? ReadNamed(ComposeCall call)
    {
        if (call.Argument("name", 0) is not { } text || call.Argument("step", 1) is not { } item)
        {
            _reading.CompilerErrors.Add("CS7036");
            return null;
        }

        CompositionNode? node = Read(item);
        Optional<object?> value = _reading.Model.GetConstantValue(text);
        string? mistake = value switch
        {
            { HasValue: true, Value: string name } => string.IsNullOrWhiteSpace(name) ? "a step's name needs at least one letter" : null,
            { HasValue: true } => "a step's name is a text",
            _ when _reading.IsInError(text) => null,
            _ => "a step's name must be a constant, as the plan is made at compile time",
        };
        if (mistake is not null)
        {
            _reading.Unreadable(text, mistake);
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
                _reading.Unreadable(item, "a name is for one step, and this is several; name each step, or write one step");
                return node;
        }
    }

    private CompositionNode? ReadWithLock(ComposeCall call)
    {
        if (call.Argument("step", 0) is not { } item)
        {
            _reading.CompilerErrors.Add("CS7036");
            return null;
        }

        CompositionNode? node = Read(item);
        StepNode? step = node as StepNode;
        ImmutableArray<LockNode> locks = LockReader.Read(call, step?.Name?.Text ?? step?.Member.Name ?? Reading.Short(item), _reading);
        if (node is not null && step is null)
        {
            _reading.Unreadable(item, "a lock is held by one step, and this is several; lock each step, or write one step");
        }

        return step is null ? node : step with { Locks = step.Locks.AddRange(locks) };
    }

    private CompositionNode? ReadEach(ComposeCall call)
    {
        if (call.Argument("step", 0) is not { } item)
        {
            _reading.CompilerErrors.Add("CS7036");
            return null;
        }

        CompositionNode? node = Read(item);
        int limit = ReadLimit(call, Reading.Short(item));
        string? mistake = node switch
        {
            null => null,
            StepNode { Member: not IMethodSymbol } => "a flow takes no element; call it in a method, or give the flow the whole list",
            StepNode { Each: not null } => "it runs once for each element already; one Each is for one list",
            StepNode => null,
            _ => "one step runs for each element, and this is several; write one step, or a flow of its own",
        };
        if (mistake is not null)
        {
            _reading.Unreadable(item, mistake);
        }

        return node is StepNode step && mistake is null ? step with { Each = new(limit) } : node;
    }

    private int ReadLimit(ComposeCall call, string step)
    {
        if (call.Argument("maxConcurrency", 1) is not { } argument)
        {
            return 0;
        }

        switch (_reading.Model.GetConstantValue(argument))
        {
            case { HasValue: true, Value: int limit and >= 0 }:
                return limit;
            case { HasValue: true, Value: int negative }:
                _reading.Findings.Add(new(FlowDiagnostics.BadArgument, argument.GetLocation(), "MaxConcurrency", step, negative, "0 is no limit"));
                return 0;
            default:
                if (!_reading.IsInError(argument))
                {
                    _reading.Unreadable(argument, "a limit must be a constant, as the code is made at compile time");
                }

                return 0;
        }
    }

    private CompositionNode? ReadName(ExpressionSyntax name)
    {
        ImmutableArray<IMethodSymbol> methods = MethodGroup.Candidates(name, _reading.Model);
        if (methods is [var method])
        {
            StepNode? step = MethodGroup.Read(name, method, _reading);
            if (step is not null && StepReturn.Of(method, _reading.Member.ContainingType, _compilation).Result is { } result)
            {
                _results.Add(result);
            }

            return step;
        }

        SymbolInfo info = _reading.Model.GetSymbolInfo(name);
        if (methods.Length > 1)
        {
            _reading.Unreadable(name, Overloads.Explain(methods, _results, _compilation));
            return null;
        }

        switch (info.Symbol)
        {
            case IPropertySymbol or IFieldSymbol when info.Symbol.IsComposition():
                return ReadPiece(name, info.Symbol);
            case null when _reading.IsInError(name):
                _reading.Unknown(name);
                return null;
            case null:
                Advice.Report(name, _reading);
                return null;
            default:
                _reading.Unreadable(name, Advice.For(info.Symbol));
                return null;
        }
    }

    private PieceNode? ReadPiece(ExpressionSyntax name, ISymbol member)
    {
        if (PieceRules.Obstacle(member, _reading.Member, _compilation) is { } obstacle)
        {
            _reading.Unreadable(name, obstacle);
            return null;
        }

        if (member.IsStatic || name is not MemberAccessExpressionSyntax { Expression: var owner })
        {
            return new(member, MemberPath.Flow, name.GetLocation());
        }

        (MemberPath? path, string? reason) = PathReader.Read(owner, _reading);
        if (path is null && reason is not null)
        {
            _reading.Unreadable(owner, "the object whose piece this is must be a field, a property or a primary-constructor parameter, so that each run finds it");
        }

        return path is null ? null : new(member, path, name.GetLocation());
    }
}
