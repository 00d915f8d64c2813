using AsyncFlow;
using AsyncFlow.Spectre;
using AsyncFlow.Spectre.Views;

namespace Spectre.Console;

/// <summary>Shows runs of flows in the terminal.</summary>
public static class AsyncFlowConsoleExtensions
{
    extension(AnsiConsole)
    {
        /// <summary>A flow that shows its runs in the terminal, see <see cref="Live(IAnsiConsole, IFlow)"/>.</summary>
        /// <param name="flow">The flow that runs.</param>
        public static LiveFlow Live(IFlow flow) => AnsiConsole.Console.Live(flow);

        /// <inheritdoc cref="Live(IFlow)"/>
        /// <typeparam name="TResult">The type of the flow's result.</typeparam>
        public static LiveFlow<TResult> Live<TResult>(IFlow<TResult> flow) => AnsiConsole.Console.Live(flow);
    }

    /// <summary>
    /// A flow that does what the given one does and shows each run on a console while it happens: what runs, what waits for a lock, how many elements of
    /// lists are done, what failed. If the console is not an interactive terminal, it writes a line when something happens instead.
    /// </summary>
    /// <param name="console">The console.</param>
    /// <param name="flow">The flow that runs; a flow with an input by <c>flow.WithInput(input)</c>.</param>
    /// <exception cref="ArgumentNullException">There is no console, or no flow.</exception>
    /// <example><code>FlowReport report = await AnsiConsole.Live(flow).RunAsync(cancellationToken);</code></example>
    public static LiveFlow Live(this IAnsiConsole console, IFlow flow)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(flow);
        return new LiveFlow(flow, new LiveSettings(console));
    }

    /// <inheritdoc cref="Live(IAnsiConsole, IFlow)"/>
    /// <typeparam name="TResult">The type of the flow's result.</typeparam>
    public static LiveFlow<TResult> Live<TResult>(this IAnsiConsole console, IFlow<TResult> flow)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(flow);
        return new LiveFlow<TResult>(flow, new LiveSettings(console));
    }
}
