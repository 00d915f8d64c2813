using System.Text.Json;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.Analyzers.Tests.LanguageServer;

/// <summary>A project far from this repository, with one file that is open in an editor. The server starts at the first use.</summary>
public sealed class ServedProject : IAsyncLifetime
{
    // The server loads the project before it answers the first request.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private readonly string _folder = Directory.CreateTempSubdirectory("asyncflow-served-").FullName;
    private LanguageServer? _server;
    private int _version = 1;

    private string FileUri => new Uri(Path.Combine(_folder, "Flows.cs")).AbsoluteUri;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Types a text into the file.</summary>
    internal async Task TypeAsync(string text)
    {
        LanguageServer server = _server ??= await StartAsync();
        await server.ChangeAsync(FileUri, ++_version, text);
    }

    /// <summary>The diagnostics of the text, without those of the compiler.</summary>
    internal async Task<ServedDiagnostic[]> DiagnosticsAsync()
    {
        JsonElement report = await RequestAsync("textDocument/diagnostic", new { TextDocument = new { Uri = FileUri } });
        return
        [
            .. report.GetProperty("items").EnumerateArray()
                .Select(static item => new ServedDiagnostic(item.GetProperty("code").GetString()!, SpanOf(item.GetProperty("range")), item.GetProperty("message").GetString()!))
                .Where(static diagnostic => diagnostic.Id.StartsWith("FLOW", StringComparison.Ordinal))
                .OrderBy(static diagnostic => diagnostic.Span.Start)
                .ThenBy(static diagnostic => diagnostic.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>Sends a request about a place in the text.</summary>
    internal Task<JsonElement> AskAsync(string method, LinePosition place) =>
        RequestAsync(method, new { TextDocument = new { Uri = FileUri }, Position = new { place.Line, place.Character } });

    internal static LinePositionSpan SpanOf(JsonElement range) => new(PlaceOf(range.GetProperty("start")), PlaceOf(range.GetProperty("end")));

    private static LinePosition PlaceOf(JsonElement place) => new(place.GetProperty("line").GetInt32(), place.GetProperty("character").GetInt32());

    private Task<JsonElement> RequestAsync(string method, object parameters) => _server!.RequestAsync(method, parameters).WaitAsync(s_limit);

    private async Task<LanguageServer> StartAsync()
    {
        string built = AppContext.BaseDirectory;
        foreach (string file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, file), "<Project />");
        }

        string project = Path.Combine(_folder, "Served.csproj");
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <EnableNETAnalyzers>false</EnableNETAnalyzers>
              </PropertyGroup>
              <ItemGroup>
                <Using Include="AsyncFlow" />
                <AdditionalFiles Include="Startup.profile" />
                <Reference Include="{built}AsyncFlow.dll" />
                <Analyzer Include="{built}AsyncFlow.Generator.dll;{built}AsyncFlow.Analyzers.dll;{built}AsyncFlow.CodeFixes.dll" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder, "Flows.cs"), "");
        await File.WriteAllTextAsync(Path.Combine(_folder, "Startup.profile"), "AsyncFlow profile 1\n3.5\tStartup\n1\tSetup\n2\tLoad\n");
        Assert.Null(DotNetProcess.Run(_folder, "restore"));
        LanguageServer server = await LanguageServer.StartAsync(_folder);
        await server.OpenAsync(FileUri, "");
        return server;
    }
}

/// <summary>A diagnostic as the editor gets it.</summary>
internal sealed record ServedDiagnostic(string Id, LinePositionSpan Span, string Message);
