namespace AsyncFlow.StepOverloads;

/// <summary>Writes the overloads of <c>ForEach</c> and <c>ForEachValueTask</c>.</summary>
internal static class ForEachMethods
{
    private const string ListRemarks = """
            /// An empty list completes at once. If the step that returns the list may be skipped, specify a fallback:
            /// <c>urls.WithFallback([])</c>. Locks are held during each element's call. Behind another <c>ForEach</c>, or a list that is made while it is
            /// enumerated, elements are processed as they come, unless the step also waits for that step in another way.
        """;

    private const string StreamRemarks = """
            /// The source is read only as there is room for its elements, and never on the caller's thread. The token that is passed to
            /// <see cref="IAsyncEnumerable{T}.GetAsyncEnumerator"/> is cancelled when the run stops. Locks are held during each element's call.
        """;

    public static string Write(LastParameter last) => string.Join("\n\n", Body.All.SelectMany(body => new[] { Method(last, body, "IEnumerable"), Method(last, body, "IAsyncEnumerable") }));

    private static string Method(LastParameter last, Body body, string source)
    {
        string method = "ForEach" + body.Suffix;
        string types = body.HasResult ? "<TItem, TResult>" : "<TItem>";
        string handle = body.HasResult ? "StepHandle<IReadOnlyList<TResult>>" : "StepHandle";
        return $"""
            {Doc(last, body, method, source == "IAsyncEnumerable")}
                {last.Modifiers} {handle} {method}{types}(
                    {last.Receiver}IStepHandle<{source}<TItem>> items, {body.Function(["TItem", last.Type])} body, int maxConcurrency = 0, string? name = null, int buffer = 0,
                    [CallerArgumentExpression(nameof(items))] string itemsText = "") =>
                    {last.Call}AddForEach{types}(ElementSource<TItem>.Of(items), body, isAsync: {(body.IsAsync ? "true" : "false")}, {Call(last, body)}, maxConcurrency, name, buffer, itemsText);
            """;
    }

    private static string Call(LastParameter last, Body body)
    {
        string call = $"body(item, {last.OfElement})";
        string result = body.Returns switch
        {
            null => $"{{ {call}; return default; }}",
            "TResult" => $"new({call})",
            "Task" or "Task<TResult>" => $"new(element.NotNull({call}))",
            _ => call,
        };
        return $"(element, item) => {result}";
    }

    private static string Doc(LastParameter last, Body body, string method, bool isStream) =>
        $"""
            /// <summary>Adds a step that calls {body.ElementDoc} for each element of a {(isStream ? "stream, as they come" : "list")}, concurrently{(body.IsAsync ? "" : ", on worker threads")}{(body.HasResult ? ", and gives the list of results, in the order of the elements" : "")}.</summary>
            /// <remarks>
        {(isStream ? StreamRemarks : ListRemarks)}
            /// </remarks>
        {last.ReceiverDoc}    /// <param name="items">{(isStream ? "The step whose result is the stream." : "The step whose result is the list: an array, a <see cref=\"List{T}\"/> or anything else that can be enumerated.")}</param>
            /// <param name="body">The function. {last.Doc}</param>
            /// <param name="maxConcurrency">How many elements may be processed at the same time; 0 means no limit other than the flow's{(isStream ? ", but at most 256" : "")}.</param>
            /// <param name="name">The step's name; by default <c>ForEach(urls)</c> if <paramref name="items"/> is given as <c>urls</c>, followed by a number if that is taken.</param>
            /// <param name="buffer">{(isStream ? "How many elements may wait before the step" : "How many elements may wait before the step if they come one by one")}; 0 means as many as <paramref name="maxConcurrency"/>.</param>
            /// <param name="itemsText">Filled in by the compiler.</param>
            /// <returns>The step's handle.</returns>
            /// <exception cref="ArgumentException">
            /// The name is empty or taken; the function is null{(body.Returns == "TResult" ? " or returns a <see cref=\"ValueTask\"/>" : "")}; or the handle is null, of another builder, or of a step that may be skipped.
            /// </exception>
            /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> or <paramref name="buffer"/> is negative.</exception>
            /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
            /// <example><code>b.{method}(urls, (url, {(last == LastParameter.Token ? "ct" : "context")}) => {(body.IsAsync ? "FetchAsync" : "Parse")}(url, {(last == LastParameter.Token ? "ct" : "context")}), maxConcurrency: 8);</code></example>
        """;
}
