using System.Collections.Frozen;

namespace SourceStats.Measures;

/// <summary>Tells a file's language by its name.</summary>
internal static class Languages
{
    public const string Binary = "(binary)";
    public const string Other = "(other text)";

    private static readonly FrozenDictionary<string, string> s_byName = new Dictionary<string, string>
    {
        ["CMakeLists.txt"] = "CMake",
        ["Dockerfile"] = "Dockerfile",
        ["Makefile"] = "Makefile",
        ["Jenkinsfile"] = "Groovy",
        ["go.mod"] = "Go module",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string> s_byExtension = Invert(
        ("Assembly", ".s .asm"),
        ("C", ".c .h"),
        ("C#", ".cs .csx"),
        ("C++", ".cc .cpp .cxx .hh .hpp .hxx .inl"),
        ("CMake", ".cmake"),
        ("CSS", ".css .scss .sass .less"),
        ("Clojure", ".clj .cljs .cljc"),
        ("Configuration", ".ini .cfg .conf .editorconfig .gitignore .gitattributes .properties"),
        ("Dart", ".dart"),
        ("Erlang", ".erl .hrl"),
        ("Elixir", ".ex .exs"),
        ("F#", ".fs .fsi .fsx"),
        ("Fortran", ".f .f90 .f95"),
        ("Go", ".go"),
        ("Groovy", ".groovy .gradle"),
        ("HTML", ".html .htm .xhtml"),
        ("Haskell", ".hs"),
        ("JSON", ".json .jsonc"),
        ("Java", ".java"),
        ("JavaScript", ".js .mjs .cjs .jsx"),
        ("Julia", ".jl"),
        ("Kotlin", ".kt .kts"),
        ("Lua", ".lua"),
        ("MSBuild", ".csproj .fsproj .vbproj .proj .props .targets .sln .slnx"),
        ("Markdown", ".md .markdown"),
        ("OCaml", ".ml .mli"),
        ("Objective-C", ".m .mm"),
        ("PHP", ".php"),
        ("Pascal", ".pas .pp"),
        ("Perl", ".pl .pm"),
        ("PowerShell", ".ps1 .psm1 .psd1"),
        ("Protocol Buffers", ".proto"),
        ("Python", ".py .pyi"),
        ("R", ".r"),
        ("Razor", ".razor .cshtml"),
        ("Ruby", ".rb"),
        ("Rust", ".rs"),
        ("SQL", ".sql"),
        ("Scala", ".scala"),
        ("Shell", ".sh .bash .zsh .fish"),
        ("Swift", ".swift"),
        ("TOML", ".toml"),
        ("Text", ".txt .rst .adoc"),
        ("TypeScript", ".ts .mts .cts .tsx"),
        ("Visual Basic", ".vb"),
        ("Vue", ".vue"),
        ("XML", ".xml .xaml .resx .svg .xsd .xslt .nuspec .config"),
        ("YAML", ".yml .yaml"),
        ("Zig", ".zig"));

    /// <summary>The language of a text file.</summary>
    public static string Of(string path)
    {
        string name = Path.GetFileName(path);
        return s_byName.GetValueOrDefault(name) ?? s_byExtension.GetValueOrDefault(Path.GetExtension(name)) ?? Other;
    }

    private static FrozenDictionary<string, string> Invert(params (string Language, string Extensions)[] languages) => languages
        .SelectMany(static entry => entry.Extensions.Split(' '), static (entry, extension) => KeyValuePair.Create(extension, entry.Language))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
