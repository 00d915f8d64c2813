namespace Build;

/// <summary>A project elsewhere that has nothing of this repository but the packages. Disposing it deletes its folder.</summary>
internal sealed class Consumer : IDisposable
{
    private Consumer(string folder) => Folder = folder;

    /// <summary>The folder of the native executable, in that of the project.</summary>
    public const string Native = "native";

    public string Folder { get; }

    /// <summary>The native executable.</summary>
    public string Program => Path.Join(Folder, Native, "Consumer");

    /// <summary>Writes the project.</summary>
    /// <param name="packages">The folder of the packages.</param>
    public static Consumer Create(string packages)
    {
        Consumer consumer = new(Directory.CreateTempSubdirectory("asyncflow-consumer-").FullName);

        // Its own folder for packages: a copy of the same version from an earlier build cannot be taken for this one.
        consumer.Write("nuget.config", $"""
            <configuration>
              <packageSources><add key="local" value="{packages}" /></packageSources>
              <config><add key="globalPackagesFolder" value="packages" /></config>
            </configuration>
            """);
        consumer.Write("Consumer.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AsyncFlow" Version="*" />
                <PackageReference Include="AsyncFlow.CommandLine" Version="*" />
              </ItemGroup>
            </Project>
            """);
        consumer.Write("Program.cs", """
            using AsyncFlow;
            using AsyncFlow.CommandLine;

            return await FlowCommand.RunAsync(new Sum(), args, new() { IsQuiet = true });

            [Flow]
            internal sealed partial class Sum
            {
                [Step] private static async Task<int> Left([Input] int number = 40) { await Task.Yield(); return number; }
                [Step] private static int Right() => 2;
                [Step] private static void Print([From(nameof(Left))] int left, [From(nameof(Right))] int right) => Console.WriteLine(left + right);
            }
            """);
        return consumer;
    }

    /// <summary>Checks what the program printed.</summary>
    /// <exception cref="BuildException">It is something else.</exception>
    public static void Check(string output)
    {
        if (output.Trim() != "42")
        {
            throw new BuildException($"The program that uses the packages printed:\n{output}");
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Join(Folder, name), text);
}
