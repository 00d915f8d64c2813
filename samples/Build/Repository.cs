namespace Build;

/// <summary>The repository that is built.</summary>
/// <param name="Root">Its root.</param>
internal sealed record Repository(string Root)
{
    private const string Solution = "AsyncFlow.sln";

    /// <summary>Where packages go.</summary>
    public string Artifacts => Path.Join(Root, "artifacts", "packages");

    /// <summary>The repository around a directory.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static Repository Find(string directory)
    {
        for (DirectoryInfo? folder = new(directory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, Solution)))
            {
                return new Repository(folder.FullName);
            }
        }

        throw new DirectoryNotFoundException($"There is no {Solution} in '{directory}' or above. Give the root of the repository with --repository.");
    }

    /// <summary>The projects in a folder, by name.</summary>
    public IReadOnlyList<string> Projects(string folder) =>
        [.. Directory.GetFiles(Path.Join(Root, folder), "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal)];

    /// <summary>The projects that make packages.</summary>
    public IReadOnlyList<string> PackableProjects() =>
        [.. Projects("src").Where(project => File.ReadAllText(Path.Join(Root, project)).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))];
}
