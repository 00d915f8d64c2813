namespace Build;

/// <summary>The repository that is built.</summary>
/// <param name="Root">Its root.</param>
/// <param name="Packages">Where packages go.</param>
internal sealed record Repository(string Root, string Packages)
{
    private const string Solution = "AsyncFlow.sln";

    /// <summary>The repository around a directory.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="packages">Where packages go; null for a folder in the repository.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static Repository Find(string directory, string? packages)
    {
        for (DirectoryInfo? folder = new(directory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, Solution)))
            {
                return new Repository(folder.FullName, packages ?? Path.Join(folder.FullName, "artifacts", "packages"));
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
