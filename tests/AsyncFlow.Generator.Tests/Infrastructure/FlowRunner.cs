using System.Reflection;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>Compiles a flow class named F and runs it.</summary>
internal static class FlowRunner
{
    // The log of the flows.
    private const string Log = """
        public static class Log
        {
            private static readonly List<string> s_lines = new();
            public static void Add(object line) { lock (s_lines) { s_lines.Add(line.ToString()!); } }
            public static string Text { get { lock (s_lines) { return string.Join(' ', s_lines); } } }
        }
        """;

    public static Assembly Load(string source) => GeneratorRunner.Load(Log, source);

    public static IFlow Create(Assembly assembly, string type = "F") => (IFlow)Activator.CreateInstance(assembly.GetType(type)!)!;

    public static string Text(Assembly assembly) => (string)assembly.GetType("Log")!.GetProperty("Text")!.GetValue(null)!;

    /// <summary>Runs a flow and returns its log.</summary>
    public static async Task<string> LogOf(string source)
    {
        Assembly assembly = Load(source);
        await Create(assembly).ExecuteAsync();
        return Text(assembly);
    }

    /// <summary>
    /// Runs a flow and returns its log. The caller is a thread outside the pool that waits for the run, so only the caller's part of the run
    /// can execute on it.
    /// </summary>
    public static async Task<string> LogOfOwnThread(string source)
    {
        Assembly assembly = Load(source);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread caller = new(() =>
        {
            try
            {
                Create(assembly).ExecuteAsync().AsTask().Wait();
                ended.SetResult();
            }
            catch (Exception exception)
            {
                ended.SetException(exception);
            }
        })
        { IsBackground = true };
        caller.Start();
        await ended.Task;
        return Text(assembly);
    }

    /// <summary>Runs a flow and returns its output.</summary>
    public static async Task<object?> OutputOf(string source) => await ResultOf(Create(Load(source)));

    /// <summary>Compiles flows with a class <c>Caller</c>, and returns the result of its <c>static Task&lt;T&gt; RunAsync()</c>.</summary>
    public static async Task<object?> ResultOfCaller(string source)
    {
        Task task = (Task)Load(source).GetType("Caller")!.GetMethod("RunAsync")!.Invoke(null, null)!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }

    public static async Task<object?> ResultOf(IFlow flow)
    {
        object pending = flow.GetType().GetMethod("ExecuteAsync", [typeof(CancellationToken)])!.Invoke(flow, [CancellationToken.None])!;
        Task task = (Task)pending.GetType().GetMethod("AsTask")!.Invoke(pending, null)!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }
}
