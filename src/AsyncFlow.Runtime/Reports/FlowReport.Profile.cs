using System.Globalization;
using System.Text;

namespace AsyncFlow;

public partial class FlowReport
{
    // The generator knows these files by their first line. Their format is private to the two.
    private const string ProfileHeader = "AsyncFlow profile 1";

    /// <summary>
    /// Saves the critical path of this run for the compiler. If the file is among the <c>AdditionalFiles</c> of the project with the flow, the
    /// tooltip of <c>ExecuteAsync</c> shows the path below the picture of the plan.
    /// </summary>
    /// <param name="path">The file. It is replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written. <see cref="File.WriteAllText(string, string)"/> tells what else can be thrown.</exception>
    /// <example>
    /// <code>
    /// (await flow.RunAsync(cancellationToken)).SaveProfile("Startup.profile");   // in the project: &lt;AdditionalFiles Include="Startup.profile" /&gt;
    /// </code>
    /// </example>
    public void SaveProfile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        StringBuilder text = new(ProfileHeader + "\n");
        AppendLine(Duration, FlowName);
        foreach (CriticalStep step in Analysis.CriticalPath)
        {
            AppendLine(step.Duration, step.Name);
        }

        File.WriteAllText(path, text.ToString());

        void AppendLine(TimeSpan time, string name) =>
            text.Append(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###}\t{OneLine(name)}\n");
    }

    // Names may contain any characters.
    private static string OneLine(string name) => string.Create(name.Length, name, static (line, name) =>
    {
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(name[i]) || name[i] is '\u2028' or '\u2029' ? ' ' : name[i];
        }
    });
}
