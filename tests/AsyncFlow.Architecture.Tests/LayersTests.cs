namespace AsyncFlow.Architecture.Tests;

/// <summary>The folders are layers: data flows one way through them, and so do the arrows of who knows whom.</summary>
public sealed class LayersTests(House house) : IClassFixture<House>
{
    // Each folder of the runtime may use the folders named here, itself, and nothing else of the runtime.
    private static readonly Dictionary<string, string[]> s_runtime = new()
    {
        ["Plan"] = [],
        ["Locks"] = [],
        ["Hosts"] = ["Plan"],
        ["Attributes"] = ["Plan"],
        ["Timing"] = [],
        ["Reports"] = ["Plan", "Timing"],
        ["Monitoring"] = ["Plan", "Reports"],
        ["Scheduling"] = ["Plan", "Hosts"],
        ["Execution"] = ["Plan", "Hosts", "Locks", "Reports", "Scheduling"],
        ["Journals"] = ["Plan", "Execution"],
        ["CompilerServices"] = ["Plan", "Hosts", "Locks", "Reports", "Scheduling", "Execution"],
        ["Building/Steps"] = ["Plan", "Hosts", "Locks", "Reports", "Execution", "CompilerServices"],
        ["Building"] = ["Building/Steps", "Plan", "Hosts", "Locks", "Reports", "Execution", "CompilerServices"],
    };

    [Fact]
    public void The_runtimes_folders_use_only_the_layers_below_them()
    {
        const string Runtime = "AsyncFlow.Runtime/";
        AssertNone(
            from arrow in house.FileArrows
            where arrow.From.StartsWith(Runtime, StringComparison.Ordinal)
            let user = Path.GetDirectoryName(arrow.From)![Runtime.Length..]
            let used = Path.GetDirectoryName(arrow.To)![Runtime.Length..]
            where user != used && !s_runtime.GetValueOrDefault(user, []).Contains(used)
            select arrow);
        Assert.Contains((Runtime + "Execution", Runtime + "Plan"), house.FolderArrows); // the arrows are really there
    }

    [Fact]
    public void No_folders_use_each_other() => AssertNone(Circles(house.FolderArrows));

    private static void AssertNone(IEnumerable<(string From, string To)> arrows)
    {
        string[] lines = [.. arrows.Select(arrow => $"{arrow.From} uses {arrow.To}").Order(StringComparer.Ordinal)];
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }

    // Everything that stands in a circle, of any length: what is left after taking away, again and again, whatever uses
    // nothing or is used by nothing.
    private static List<(string From, string To)> Circles(IEnumerable<(string From, string To)> arrows)
    {
        List<(string From, string To)> left = [.. arrows];
        int before;
        do
        {
            before = left.Count;
            HashSet<string> users = [.. left.Select(arrow => arrow.From)];
            HashSet<string> used = [.. left.Select(arrow => arrow.To)];
            left.RemoveAll(arrow => !users.Contains(arrow.To) || !used.Contains(arrow.From));
        }
        while (left.Count < before);

        return left;
    }
}
