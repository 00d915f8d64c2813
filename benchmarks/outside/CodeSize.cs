using System.Globalization;
using System.Text.RegularExpressions;
using AsyncFlow;

namespace Outside;

/// <summary>The size of the straight line of a flow: its methods in the JIT compiler's list, in the last version of each.</summary>
internal static partial class CodeSize
{
    public static void Print(string file)
    {
        Dictionary<string, Dictionary<string, (int IL, int Native)>> sizes = [];
        foreach (Match line in File.ReadLines(file).Select(static line => Compiled().Match(line)).Where(static line => line.Success))
        {
            string flow = line.Groups["flow"].Value;
            sizes.TryAdd(flow, []);
            sizes[flow][line.Groups["method"].Value] = (Number(line, "il"), Number(line, "native"));
        }

        Console.WriteLine("| straight line of | methods | IL, bytes a step | native, bytes a step |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        EmptyBody body = new();
        IFlow[] flows =
        [
            new Seven(), new SevenTyped(), new Chain1000Async(body), new FanOut1000Async(body), new Tree1023Async(body), new Wavefront32Async(body),
            new Wavefront32Typed(body), new Wavefront32Locked(body, new()), new Wavefront32Shared(body, new(2)),
        ];
        foreach (IFlow flow in flows)
        {
            Dictionary<string, (int IL, int Native)> methods = sizes.GetValueOrDefault(flow.GetType().Name) ?? [];
            double steps = flow.Plan.Steps.Count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {flow.GetType().Name} | {methods.Count} | {methods.Values.Sum(static size => size.IL) / steps:F0} | {methods.Values.Sum(static size => size.Native) / steps:F0} |"));
        }
    }

    private static int Number(Match line, string group) => int.Parse(line.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"JIT compiled (?:\w+\.)*(?<flow>\w+)\+\w+:(?<method>RunInLine|RunPart\d+)\(.*\[Tier1.*IL size=(?<il>\d+), code size=(?<native>\d+)")]
    private static partial Regex Compiled();
}
