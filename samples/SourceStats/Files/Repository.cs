namespace SourceStats.Files;

/// <summary>Finds the repository that the program is used in.</summary>
internal static class Repository
{
    /// <summary>The repository around the current directory, else the one around the program, else the current directory.</summary>
    public static string FindRoot() =>
        FindAround(Directory.GetCurrentDirectory()) ?? FindAround(AppContext.BaseDirectory) ?? Directory.GetCurrentDirectory();

    private static string? FindAround(string directory)
    {
        for (DirectoryInfo? folder = new(directory); folder is not null; folder = folder.Parent)
        {
            // A folder in a plain clone, a file in a linked work tree.
            if (Path.Exists(Path.Join(folder.FullName, ".git")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
