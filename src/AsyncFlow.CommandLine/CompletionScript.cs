namespace AsyncFlow.CommandLine;

/// <summary>Scripts that have shells complete the command line of a program.</summary>
internal static class CompletionScript
{
    /// <summary>A script for bash, which asks the program for the words that may follow.</summary>
    /// <param name="path">The program's path; null if it is not known.</param>
    /// <param name="name">Its name.</param>
    public static string ForBash(string? path, string name) =>
        $$"""
        # Completes the command line of {{name}} in bash: eval "$({{name}} --completion bash)"
        _{{Identifier(name)}}_complete() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _{{Identifier(name)}}_complete {{name}} {{Path.GetFileName(path)}}

        """.ReplaceLineEndings("\n");

    private static string Identifier(string name) => string.Concat(name.Select(static letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
