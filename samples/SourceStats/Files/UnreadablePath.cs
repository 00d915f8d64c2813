namespace SourceStats.Files;

/// <summary>A file or folder that could not be read, and why.</summary>
internal sealed record UnreadablePath(string Path, string Reason)
{
    public static UnreadablePath Because(string path, Exception exception) => new(path, exception switch
    {
        UnauthorizedAccessException => "access denied",
        FileNotFoundException or DirectoryNotFoundException => "not there any more",
        _ => exception.Message,
    });
}
