namespace AsyncFlow.Interleaving;

/// <summary>What the numbers of sites stand for. The rewriter writes a list of them beside each assembly.</summary>
internal static class SiteNames
{

    private static readonly Lazy<string[]> s_names = new(static () =>
    {
        string file = Path.Join(AppContext.BaseDirectory, "AsyncFlow.dll.sites");
        return File.Exists(file) ? File.ReadAllLines(file) : [];
    });

    public static string Of(int site) => site >= 0 && site < s_names.Value.Length ? s_names.Value[site] : $"site {site}";
}
