using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Determines how an engine takes a durable flow apart.</summary>
internal static class DurableBuilder
{
    /// <summary>The name of the record of the inputs.</summary>
    public const string InputRecord = "Input";

    /// <summary>How an engine takes the flow apart; null if it is not durable, or the project does not reference the package for that.</summary>
    public static DurableModel? Build(INamedTypeSymbol flow, Compilation compilation, ImmutableArray<ParsedStep> steps, ImmutableArray<ParsedInput> inputs, ParsedStep? output)
    {
        if (!IsDurable(flow) || !IsSupported(compilation) || !CanHaveParts(flow, inputs, output))
        {
            return null;
        }

        return new(
            Fingerprint(flow, steps, inputs),
            output?.Result is { } given ? TypeText.TypeOf(given) : null,
            InputRecord,
            MemberAccess.FreeName(flow, "DurableExecution", MemberAccess.Level(flow)),
            string.Concat(flow.EnclosingTypes().Reverse().Append(flow).Select(static type => type.Name)) + "DurableExtensions",
            Visible(flow, inputs, output).All(IsPublic) ? "public" : "internal",
            Payloads(steps, inputs).Select(TypeText.TypeOf).Distinct().ToImmutableArray(),
            steps.Select(Step).ToImmutableArray(),
            Signatures(steps, inputs).ToImmutableArray(),
            flow.FindAttributes("CompatibleWithAttribute").Select(static attribute => attribute.ConstructorArguments.FirstOrDefault().Value as string).OfType<string>().ToImmutableArray());
    }

    /// <summary>Whether the flow is marked as durable.</summary>
    public static bool IsDurable(INamedTypeSymbol flow) => flow.FindAttribute("DurableAttribute") is not null;

    /// <summary>The types that a stored run contains, with those of the elements of lists.</summary>
    public static IEnumerable<ITypeSymbol> Payloads(ImmutableArray<ParsedStep> steps, ImmutableArray<ParsedInput> inputs) =>
    [
        .. inputs.Select(static input => input.Type),
        .. steps.Select(static step => step.Declaration.Return.Result).OfType<ITypeSymbol>(),
        .. steps.SelectMany(static step => step.Parameters).Where(static parameter => parameter is { Source: ParameterSource.Element, Producer: >= 0, Element: not null }).Select(static parameter => parameter.Element!),
    ];

    /// <summary>Whether the class has a member with the name of the generated record.</summary>
    public static bool HasInputMember(INamedTypeSymbol flow) => flow.GetMembers(InputRecord).Any(static member => !ClassRules.IsGenerated(member));

    /// <summary>A type in the signature of the method that starts runs that other classes cannot access; null for none.</summary>
    public static ITypeSymbol? FindHidden(INamedTypeSymbol flow, ImmutableArray<ParsedInput> inputs, ParsedStep? output) => Visible(flow, inputs, output)
        .FirstOrDefault(static type => type.Mentions(static part => Levels(part).Any(static level => level.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))));

    // Without these, generated code would have errors of its own beside the one that is reported.
    private static bool CanHaveParts(INamedTypeSymbol flow, ImmutableArray<ParsedInput> inputs, ParsedStep? output) =>
        !flow.IsStatic && flow.EnclosingTypes().Prepend(flow).All(static type => type.Arity == 0) && !HasInputMember(flow) && FindHidden(flow, inputs, output) is null;

    private static ITypeSymbol[] Visible(INamedTypeSymbol flow, ImmutableArray<ParsedInput> inputs, ParsedStep? output) =>
        [flow, .. output?.Result is { } result ? [result] : (ITypeSymbol[])[], .. inputs.Select(static input => input.Type)];

    private static IEnumerable<INamedTypeSymbol> Levels(ITypeSymbol type) => type is INamedTypeSymbol { TypeKind: not TypeKind.Error } named ? named.EnclosingTypes().Prepend(named) : [];

    private static bool IsSupported(Compilation compilation) => compilation.GetTypeByMetadataName("AsyncFlow.CompilerServices.IDurableFlow`1") is not null;

    private static DurableStepModel Step(ParsedStep step) => new(
        step.Declaration.Return.Result is { } result ? TypeText.Variable(result) : null,
        step.Result is { } taken ? TypeText.Variable(taken) : null,
        step.Declaration.Each is null ? -1 : step.Element?.Producer ?? -1,
        step.ClusterLocks.Select(static held => held.Value).ToImmutableArray());

    private static bool IsPublic(ITypeSymbol type) => !type.Mentions(static part => Levels(part).Any(static level => level.DeclaredAccessibility != Accessibility.Public));

    // Whatever changes it makes stored progress meaningless: steps are known by their indexes, results by their types.
    private static string Fingerprint(INamedTypeSymbol flow, ImmutableArray<ParsedStep> steps, ImmutableArray<ParsedInput> inputs)
    {
        StringBuilder text = new(flow.Name);
        text.Append(InputsText(inputs));
        foreach (ParsedStep step in steps)
        {
            string upstream = string.Join(",", step.Upstream.Select(static edge => edge.Step).Distinct().OrderBy(static index => index));
            string result = step.Declaration.Return.Result is { } type ? TypeText.Full(type) : "";
            text.Append("\nstep ").Append(step.Name).Append(' ').Append(upstream).Append(' ').Append(result).Append(' ')
                .Append(step.Declaration.Each is null ? "" : "each ").Append(string.Join(",", step.OutcomesTaken)).Append(' ').Append(step.Condition?.Name);
        }

        return Hash(text.ToString());
    }

    // The same for one part after the other. Other steps are named, since their indexes may change.
    private static IEnumerable<string> Signatures(ImmutableArray<ParsedStep> steps, ImmutableArray<ParsedInput> inputs) =>
    [
        Hash(InputsText(inputs)),
        .. steps.Select(step =>
        {
            string upstream = string.Join(",", step.Upstream.Select(static edge => edge.Step).Distinct().Select(index => steps[index].Name).OrderBy(static name => name, StringComparer.Ordinal));
            string outcomes = string.Join(",", step.OutcomesTaken.Select(index => steps[index].Name).OrderBy(static name => name, StringComparer.Ordinal));
            string result = step.Declaration.Return.Result is { } type ? TypeText.Full(type) : "";
            return $"{step.Name} {Hash($"{upstream} {result} {(step.Declaration.Each is null ? "" : "each")} {outcomes} {step.Condition?.Name}")}";
        }),
    ];

    private static string InputsText(ImmutableArray<ParsedInput> inputs) => string.Concat(inputs.Select(static input => $"\ninput {input.Name} {TypeText.Full(input.Type)}"));

    private static string Hash(string text)
    {
        using SHA256 hash = SHA256.Create();
        return string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(8).Select(static part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
