using System.Diagnostics;
using System.Text.Json;
using AsyncFlow.Analyzers.Tests.Coverage;
using StreamJsonRpc;

namespace AsyncFlow.Analyzers.Tests.LanguageServer;

/// <summary>A language server (csharp-ls) with one project open in it, as an editor talks to it: over its standard streams.</summary>
internal sealed class LanguageServer : IAsyncDisposable
{
    private static readonly string[] s_formats = ["markdown"];

    private readonly Process _process;
    private readonly JsonRpc _rpc;

    private LanguageServer(Process process)
    {
        _process = process;
        process.ErrorDataReceived += static (_, _) => { }; // read, so that the server does not wait for room
        process.BeginErrorReadLine();
        SystemTextJsonFormatter formatter = new() { JsonSerializerOptions = new JsonSerializerOptions(JsonSerializerDefaults.Web) };
        _rpc = new JsonRpc(new HeaderDelimitedMessageHandler(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, formatter), new Editor());
        _rpc.StartListening();
    }

    /// <summary>Starts a server.</summary>
    /// <param name="folder">The folder of the project.</param>
    public static async Task<LanguageServer> StartAsync(string folder)
    {
        LanguageServer server = new(DotNetProcess.Start(AllRules.Root, "csharp-ls"));
        string uri = new Uri(folder).AbsoluteUri;
        await server.RequestAsync("initialize", new
        {
            ProcessId = Environment.ProcessId,
            RootUri = uri,
            WorkspaceFolders = new[] { new { Uri = uri, Name = "Served" } },
            Capabilities = new
            {
                TextDocument = new { Diagnostic = new { DynamicRegistration = false }, Hover = new { ContentFormat = s_formats }, Completion = new { } },
                Workspace = new { Configuration = true, WorkspaceFolders = true },
            },
        });
        await server._rpc.NotifyWithParameterObjectAsync("initialized", new { });
        return server;
    }

    /// <summary>Opens a file in the editor.</summary>
    public Task OpenAsync(string uri, string text) =>
        _rpc.NotifyWithParameterObjectAsync("textDocument/didOpen", new { TextDocument = new { Uri = uri, LanguageId = "csharp", Version = 1, Text = text } });

    /// <summary>Types into a file that is open: this is its text now. It is not saved.</summary>
    public Task ChangeAsync(string uri, int version, string text) => _rpc.NotifyWithParameterObjectAsync(
        "textDocument/didChange", new { TextDocument = new { Uri = uri, Version = version }, ContentChanges = new[] { new { Text = text } } });

    /// <summary>Sends a request.</summary>
    public Task<JsonElement> RequestAsync(string method, object parameters) => _rpc.InvokeWithParameterObjectAsync<JsonElement>(method, parameters);

    public async ValueTask DisposeAsync()
    {
        _rpc.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>What the server asks of the editor.</summary>
#pragma warning disable CA1822 // The methods are called on an object.
    private sealed class Editor
    {
        [JsonRpcMethod("workspace/configuration", UseSingleObjectParameterDeserialization = true)]
        public object[] Configure(JsonElement request) =>
            [.. request.GetProperty("items").EnumerateArray().Select(static _ => new { AnalyzersEnabled = true })];

        [JsonRpcMethod("window/workDoneProgress/create", UseSingleObjectParameterDeserialization = true)]
        public object? ShowProgress(JsonElement request) => null;

        [JsonRpcMethod("client/registerCapability", UseSingleObjectParameterDeserialization = true)]
        public object? Register(JsonElement request) => null;
    }
#pragma warning restore CA1822
}
