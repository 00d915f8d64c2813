namespace AsyncFlow.Generator.Model;

/// <summary>How a container creates the flow. Only for projects that reference the package for hosting.</summary>
/// <param name="OptionsField">The field with the options of a flow that a container has created.</param>
/// <param name="Arguments">The arguments of the constructor.</param>
/// <param name="Members">The assignments of required members.</param>
/// <param name="Problem">Why a container cannot create the flow; null if it can.</param>
internal sealed record FactoryModel(string OptionsField, EquatableArray<string> Arguments, EquatableArray<string> Members, string? Problem);
