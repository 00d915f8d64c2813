using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>A method as one of its callers runs it: with the locations of its object and of its arguments, in terms of the flow.</summary>
/// <param name="Method">The method.</param>
/// <param name="Receiver">The object of the method; null if it is unknown or there is none.</param>
/// <param name="Arguments">The known arguments of the method, and of the methods around a local function.</param>
internal sealed record MethodBinding(IMethodSymbol Method, StateLocation? Receiver, ImmutableArray<(IParameterSymbol Parameter, StateLocation Location)> Arguments)
{
    /// <summary>A location of the method in terms of the flow; null if it depends on something unknown.</summary>
    public StateLocation? Resolve(StateLocation location) => location.From(start => start.Member switch
    {
        null => Receiver,
        IParameterSymbol parameter => Argument(parameter),
        _ => start,
    });

    public bool Equals(MethodBinding? other) =>
        other is not null
        && SymbolEqualityComparer.Default.Equals(Method, other.Method)
        && Equals(Receiver, other.Receiver)
        && Arguments.Length == other.Arguments.Length
        && Arguments.Zip(other.Arguments, static (left, right) => SymbolEqualityComparer.Default.Equals(left.Parameter, right.Parameter) && left.Location.Equals(right.Location)).All(static same => same);

    public override int GetHashCode() => Arguments.Aggregate(
        unchecked((SymbolEqualityComparer.Default.GetHashCode(Method) * 31) + (Receiver?.GetHashCode() ?? 0)),
        static (hash, argument) => unchecked((hash * 31) + argument.Location.GetHashCode()));

    private StateLocation? Argument(IParameterSymbol parameter)
    {
        foreach ((IParameterSymbol known, StateLocation location) in Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(known, parameter))
            {
                return location;
            }
        }

        return null;
    }
}
