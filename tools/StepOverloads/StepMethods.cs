namespace AsyncFlow.StepOverloads;

/// <summary>Writes the overloads of <c>Step</c> and <c>StepValueTask</c>.</summary>
internal static class StepMethods
{
    public static string Write(LastParameter last) =>
        string.Join("\n\n", Body.All.SelectMany(body => Inputs.All.Select(inputs => Method(last, body, inputs))));

    private static string Method(LastParameter last, Body body, Inputs inputs)
    {
        IEnumerable<string> types = body.HasResult ? inputs.Types.Append("TResult") : inputs.Types;
        string handle = body.HasResult ? "StepHandle<TResult>" : "StepHandle";
        string call = body.CallType(last.Prefix + inputs.Prefix, inputs.Types);
        string add = last.Call + (body.HasResult ? $"{body.Add}<{call}, TResult>" : $"{body.Add}<{call}>");
        string parameters = string.Join(", ", inputs.Handles.Prepend("string name").Append($"{body.Function(inputs.FunctionParameters.Append(last.Type))} body"));
        string signature = $"    {last.Modifiers} {handle} {Body.Generic("Step" + body.Suffix, types)}({last.Receiver}{parameters})";
        return Doc(last, body, inputs) + (inputs.IsList
            ? $$"""
              {{signature}}
                  {
                      ArgumentNullException.ThrowIfNull(upstream);
                      StepHandle<T>[] handles = [.. upstream];
                      return {{add}}(name, body, handles, steps => new(Array.ConvertAll(handles, handle => handle.In(steps)), body));
                  }
              """
            : $"""
              {signature} =>
                      {add}(name, body, [{string.Join(", ", inputs.Names)}], {(inputs.Count == 0 ? "_" : "steps")} => new({string.Join(", ", inputs.Names.Select(static name => $"{name}.In(steps)").Append("body"))}));
              """);
    }

    private static string Doc(LastParameter last, Body body, Inputs inputs) =>
        $"""
            /// <summary>Adds {body.StepDoc}.{inputs.Doc}</summary>
        {last.ReceiverDoc}    /// <param name="name">The step's name, unique in the flow.</param>
        {string.Concat(inputs.HandleDocs.Select(static doc => $"    /// {doc}\n"))}    /// <param name="body">The step's function. {last.Doc}</param>
            /// <returns>The step's handle.</returns>
            /// <exception cref="ArgumentException">
            /// The name is empty or taken; the function is null{(body.Returns == "TResult" ? " or returns a <see cref=\"ValueTask\"/>" : "")}{(inputs.Count == 0 ? "" : "; or a handle is null, of another builder, or of a step that may be skipped")}.
            /// </exception>
            /// <exception cref="InvalidOperationException">The flow has been built already.</exception>

        """;
}
