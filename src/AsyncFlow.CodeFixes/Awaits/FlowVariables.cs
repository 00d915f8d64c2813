using AsyncFlow.Analyzers.Awaits;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Awaits;

/// <summary>The variables that steps take from the method and from each other, with their types.</summary>
internal sealed class FlowVariables
{
    private static readonly SymbolDisplayFormat s_format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly AwaitPlan _plan;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellationToken;
    private readonly Dictionary<object, List<(AwaitStep Step, bool MayBeNull)>> _reads = [];

    private FlowVariables(AwaitPlan plan, SemanticModel model, CancellationToken cancellationToken)
    {
        _plan = plan;
        _model = model;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The variables from outside of the flow, in the order of their first use.</summary>
    public List<ISymbol> Inputs { get; } = [];

    /// <summary>The token that cancels the method; null if it has none.</summary>
    public ISymbol? Token { get; private set; }

    /// <summary>The variables; null if one of them cannot be an input or a result.</summary>
    public static FlowVariables? Find(AwaitPlan plan, SemanticModel model, CancellationToken cancellationToken)
    {
        FlowVariables variables = new(plan, model, cancellationToken);
        return variables.FindInputs() && variables.FindReads() ? variables : null;
    }

    /// <summary>The type as text, with or without a question mark.</summary>
    public string Text(ITypeSymbol type, bool mayBeNull)
    {
        bool isAnnotated = mayBeNull && !type.IsValueType && _model.GetNullableContext(_plan.Declaration.SpanStart).AnnotationsEnabled();
        return Text(type.IsValueType ? type : type.WithNullableAnnotation(isAnnotated ? NullableAnnotation.Annotated : NullableAnnotation.NotAnnotated));
    }

    public string Text(ITypeSymbol type) => type.ToMinimalDisplayString(_model, _plan.Declaration.SpanStart, s_format);

    /// <summary>The type of a variable where steps use it.</summary>
    public string TypeOf(object variable) => variable switch
    {
        ILocalSymbol local => Text(local.Type, MayBeNull(local)),
        IParameterSymbol parameter => Text(parameter.Type, MayBeNull(parameter)),
        AwaitPart part => ResultOf(part),
        _ => throw new InvalidOperationException($"'{variable}' is not a variable."),
    };

    /// <summary>The type of the value of an awaited call; null if it has none.</summary>
    public ITypeSymbol? ValueOf(AwaitPart part) => TaskOf(part) is INamedTypeSymbol { TypeArguments: [var value] } ? value : null;

    /// <summary>The type of the awaited call.</summary>
    public ITypeSymbol? TaskOf(AwaitPart part) => _model.GetTypeInfo(part.Call!, _cancellationToken).Type;

    public static ITypeSymbol? TypeSymbolOf(object variable) => variable switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    /// <summary>Whether a read of a member needs a check for null that was made before the step.</summary>
    public bool DependsOnCheck(SyntaxNode use, ITypeSymbol type) =>
        type is { IsValueType: false, NullableAnnotation: NullableAnnotation.Annotated } && _model.GetTypeInfo(use, _cancellationToken).Nullability.FlowState == NullableFlowState.NotNull;

    private string ResultOf(AwaitPart part) => ValueOf(part) is { } value ? Text(value) : "";

    private bool FindInputs()
    {
        HashSet<object> declared = [.. _plan.Steps.SelectMany(static step => step.Parts).SelectMany(static part => part.Declares)];
        foreach (object variable in _plan.Reader.Parts.SelectMany(static part => part.Uses).Where(variable => !declared.Contains(variable)))
        {
            if (variable is not ISymbol symbol || TypeSymbolOf(symbol) is not { } type || symbol is IParameterSymbol { RefKind: not RefKind.None }
                || type.Mentions(static part => part.IsAnonymousType || part.IsRefLikeType || part.TypeKind is TypeKind.Dynamic or TypeKind.Error or TypeKind.Pointer or TypeKind.FunctionPointer)
                || IsChanged(symbol))
            {
                return false;
            }

            if (!IsToken(type))
            {
                if (!Inputs.Contains(symbol, SymbolEqualityComparer.Default))
                {
                    Inputs.Add(symbol);
                }
            }
            else if (Token is null || Token.SameAs(symbol))
            {
                Token = symbol;
            }
            else
            {
                return false;
            }
        }

        return !declared.Any(static variable => TypeSymbolOf(variable) is { } type && IsToken(type));
    }

    public static bool IsToken(ITypeSymbol type) => type.Is("System.Threading", "CancellationToken");

    // Whether a step assigns a variable of the method, or a lambda may do so while the flow runs.
    private bool IsChanged(ISymbol variable) =>
        _plan.Reader.Parts.Any(part => part.Writes.Contains(variable))
        || _plan.Declaration.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
            assignment.Left is IdentifierNameSyntax name
            && name.Identifier.ValueText == variable.Name
            && assignment.Ancestors().TakeWhile(node => node != _plan.Declaration).Any(static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    // A step that relies on a check for null in another step would not compile without a warning.
    private bool FindReads()
    {
        foreach (AwaitStep step in _plan.Steps)
        {
            foreach (IdentifierNameSyntax name in step.Parts.SelectMany(part => part.Syntax.DescendantNodesAndSelf(node => node == part.Syntax || !_plan.Reader.Values.ContainsKey(node)).OfType<IdentifierNameSyntax>()))
            {
                if (_model.GetSymbolInfo(name, _cancellationToken).Symbol is { } symbol && !step.Declares(symbol) && (Inputs.Contains(symbol, SymbolEqualityComparer.Default) || _plan.Steps.Any(other => other.Declares(symbol))))
                {
                    if (!_reads.TryGetValue(symbol, out List<(AwaitStep, bool)>? reads))
                    {
                        _reads.Add(symbol, reads = []);
                    }

                    reads.Add((step, _model.GetTypeInfo(name, _cancellationToken).Nullability.FlowState == NullableFlowState.MaybeNull));
                }
            }
        }

        foreach (KeyValuePair<object, List<(AwaitStep Step, bool MayBeNull)>> variable in _reads)
        {
            if (TypeSymbolOf(variable.Key) is { IsValueType: false } && MayBeNull(variable.Key) && variable.Value.GroupBy(static read => read.Step).Any(static step => !step.First().MayBeNull))
            {
                return false;
            }
        }

        return true;
    }

    private bool MayBeNull(object variable) =>
        (_reads.TryGetValue(variable, out List<(AwaitStep Step, bool MayBeNull)>? reads) && reads.Exists(static read => read.MayBeNull))
        || (variable is ILocalSymbol local && IsInitiallyNull(local));

    // The value that a step returns may be null, unless the step checks it.
    private bool IsInitiallyNull(ILocalSymbol local)
    {
        AwaitStep? step = _plan.Steps.FirstOrDefault(step => step.Declares(local));
        return step is { Parts: [{ IsValue: false }] }
            && local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_cancellationToken) is VariableDeclaratorSyntax { Initializer.Value: { } value }
            && _model.GetTypeInfo(value, _cancellationToken).Nullability.FlowState == NullableFlowState.MaybeNull;
    }
}
