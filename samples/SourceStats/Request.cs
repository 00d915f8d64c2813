using SourceStats.Files;

namespace SourceStats;

/// <summary>What is to be looked at, checked.</summary>
/// <param name="Root">The directory; it exists.</param>
/// <param name="JsonFile">The file to write; null for none. Its directory exists.</param>
/// <param name="Top">How many files and lines the lists show.</param>
internal sealed record Request(string Root, string? JsonFile, int Top)
{
    /// <summary>Checks what was asked for. What can be known to be wrong is said at once, not after minutes of reading.</summary>
    /// <exception cref="RequestException">Something is wrong.</exception>
    public static Request Of(string? directory, string? json, int top)
    {
        string root = Path.GetFullPath(directory ?? Repository.FindRoot());
        string? file = json is null ? null : Path.GetFullPath(json);
        string? problem = !Directory.Exists(root) ? File.Exists(root) ? $"'{root}' is a file; give a directory." : $"there is no directory '{root}'."
            : top < 0 ? $"--top needs a number that is not negative, not {top}."
            : file is null ? null
            : Directory.Exists(file) ? $"'{file}' is a directory; give a file for --json."
            : !Directory.Exists(Path.GetDirectoryName(file)) ? $"there is no directory '{Path.GetDirectoryName(file)}' for the JSON file."
            : null;
        return problem is null ? new Request(root, file, top) : throw new RequestException(problem);
    }
}

/// <summary>What was asked for cannot be done.</summary>
internal sealed class RequestException(string message) : Exception(message);
