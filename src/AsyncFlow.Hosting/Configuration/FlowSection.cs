using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AsyncFlow.Hosting.Configuration;

/// <summary>Reads the configuration of a flow, its section of <c>Flows</c>.</summary>
internal static class FlowSection
{
    public const string Root = "Flows";

    private static readonly string[] s_keys = [nameof(FlowOptions.MaxConcurrency), nameof(FlowOptions.FailureMode), nameof(FlowOptions.ThrowAll)];

    /// <summary>The options that the section sets; those without any if it sets none.</summary>
    /// <exception cref="InvalidOperationException">A key or a value is not valid.</exception>
    public static FlowOptions Read(IConfiguration configuration, string flow)
    {
        FlowOptions options = new();
        foreach (IConfigurationSection setting in configuration.GetSection(Root).GetSection(flow).GetChildren())
        {
            // A value that is empty is one that another source has taken back.
            string? value = string.IsNullOrWhiteSpace(setting.Value) ? null : setting.Value.Trim();
            options = s_keys.FirstOrDefault(key => key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)) switch
            {
                null => throw new InvalidOperationException($"The configuration has '{setting.Path}', but a flow has no such option. Its options are {string.Join(", ", s_keys)}."),
                _ when value is null => options,
                nameof(FlowOptions.MaxConcurrency) => options with { MaxConcurrency = ReadLimit(setting.Path, value) },
                nameof(FlowOptions.FailureMode) => options with { FailureMode = ReadMode(setting.Path, value) },
                _ => options with { ThrowAll = bool.TryParse(value, out bool all) ? all : throw Invalid(setting.Path, value, "true or false") },
            };
        }

        return options;
    }

    private static int ReadLimit(string path, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : throw Invalid(path, value, "a whole number, or 0 for no limit");

    // Not a number, although the parser of enumerations takes one.
    private static FailureMode ReadMode(string path, string value) =>
        char.IsAsciiLetter(value[0]) && Enum.TryParse(value, ignoreCase: true, out FailureMode mode) && Enum.IsDefined(mode) ? mode : throw Invalid(path, value, $"{nameof(FailureMode.Cancel)} or {nameof(FailureMode.Continue)}");

    private static InvalidOperationException Invalid(string path, string value, string valid) => new($"The configuration sets '{path}' to '{value}'. Set it to {valid}.");
}
