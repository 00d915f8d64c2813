using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using AsyncFlow.Analyzers.Tests.Verification;
using AsyncFlow.CodeFixes.Awaits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.Analyzers.Tests.Awaits;

/// <summary>Applies the refactoring like an editor, and runs methods before and after.</summary>
internal static partial class TurnIntoFlow
{
    private const string File = "Service.cs";

    public static Project ProjectOf(AwaitCase example) => ProjectOf(
        $"""
        public partial class Service(IUsers users, IOrders orders, IThemes themes, IMail mail)
        {"{"}
            public override string ToString() => $"{"{users}{orders}{themes}{mail}"}";

        {example.Members}
        {"}"}

        """,
        $"public static class Program {{ public static async Task<object?> Run() {{ Service s = new(new Users(), new Orders(), new Themes(), new Mail()); {(example.Call.Contains("NotifyAsync", StringComparison.Ordinal) || example.Call.Contains("PlaceAsync", StringComparison.Ordinal) || example.Call.Contains("AllAsync", StringComparison.Ordinal) ? $"await {example.Call}; return s.ToString();" : $"return await {example.Call};")} }} }}",
        AwaitShop.Source);

    public static Project ProjectOf(string service, params string[] others) =>
        TestProject.Create(others.Select(static (text, i) => ($"Other{i}.cs", text)).Prepend((File, service)));

    /// <summary>The changed project; null if the refactoring is not offered at the first method with several awaits.</summary>
    public static async Task<Project?> Apply(Project project)
    {
        IReadOnlyList<CodeAction> actions = await OfferAll(project);
        if (actions.Count == 0)
        {
            return null;
        }

        CodeActionOperation operation = Assert.Single(await Assert.Single(actions).GetOperationsAsync(CancellationToken.None));
        return ((ApplyChangesOperation)operation).ChangedSolution.GetProject(project.Id);
    }

    /// <summary>Asks for the refactoring at every method, and applies each.</summary>
    public static async Task<IReadOnlyList<CodeAction>> OfferAll(Project project)
    {
        Document document = project.Documents.Single(static document => document.Name == File);
        SyntaxNode root = (await document.GetSyntaxRootAsync())!;
        List<CodeAction> actions = [];
        foreach (MethodDeclarationSyntax method in root.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            await new TurnIntoFlowRefactoring().ComputeRefactoringsAsync(new CodeRefactoringContext(document, new TextSpan(method.Identifier.SpanStart, 0), actions.Add, CancellationToken.None));
        }

        foreach (CodeAction action in actions)
        {
            await action.GetOperationsAsync(CancellationToken.None);
        }

        return actions;
    }

    public static async Task<string> TextOf(Project project) => (await project.Documents.Single(static document => document.Name == File).GetTextAsync()).ToString();

    /// <summary>Lets the call of the flow take options from the test.</summary>
    public static async Task<Project> WithOptions(Project project)
    {
        Document document = project.Documents.Single(static document => document.Name == File);
        string text = (await document.GetTextAsync()).ToString();
        string changed = CallOfFlow().Replace(text, static call =>
        {
            string[] arguments = call.Groups["arguments"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries);
            int token = arguments is [.., "ct" or "cancellationToken"] ? arguments.Length - 1 : arguments.Length;
            return $"{call.Groups["new"].Value}.ExecuteAsync({string.Join(", ", [.. arguments[..token], "Test.Options", .. arguments[token..]])})";
        });
        Assert.NotEqual(text, changed);
        return document.WithText(SourceText.From(changed)).Project;
    }

    public static async Task<Func<FlowOptions?, Task<(object? Result, string[] Log)>>> Load(Project project)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        using MemoryStream image = new();
        EmitResult emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics) + await TextOf(project));
        image.Position = 0;
        Assembly assembly = new AssemblyLoadContext("Awaits", isCollectible: true).LoadFromStream(image);
        MethodInfo run = assembly.GetType("Program")!.GetMethod("Run")!;
        Type test = assembly.GetType("Test")!;
        List<string> log = (List<string>)test.GetField("Log")!.GetValue(null)!;
        return async options =>
        {
            log.Clear();
            test.GetField("Options")!.SetValue(null, options);
            object? result;
            try
            {
                result = await (Task<object?>)run.Invoke(null, null)!;
            }
            catch (Exception e)
            {
                result = $"{e.GetType()}: {e.Message}";
            }

            return (result, [.. log]);
        };
    }

    [GeneratedRegex(@"(?<new>Flow\d*(<[\w, ]+>)?\([^()]*\))\.ExecuteAsync\((?<arguments>[^()]*)\)")]
    private static partial Regex CallOfFlow();
}
